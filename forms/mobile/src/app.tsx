import { Check } from "./pages/check";
import { Cover } from "./pages/cover";
import { Erased } from "./pages/erased";
import { MarkPage } from "./pages/mark";
import { NewPassword } from "./pages/new-password";
import { Queue } from "./pages/queue";
import { SectionPage } from "./pages/section";
import { Sent } from "./pages/sent";
import { Settings } from "./pages/settings";
import { SignIn } from "./pages/sign-in";
import { Today } from "./pages/today";
import { Visit } from "./pages/visit";
import { covered } from "./state/cover";
import { erased } from "./state/erase";
import { route } from "./state/route";
import { mustChange, person } from "./state/session";

export function App() {
  const here = route.value;
  if (erased.value) return <Erased />;
  if (!person.value) return <SignIn />;
  if (covered.value) return <Cover id={covered.value} />;
  if (here.name === "signin") return <SignIn />;
  if (mustChange.value) return <NewPassword />;
  if (here.name === "settings") return <Settings />;
  if (here.name === "queue") return <Queue />;
  if (here.name === "visit") return <Visit id={here.id} />;
  if (here.name === "section")
    return <SectionPage id={here.id} section={here.section} item={here.item} />;
  if (here.name === "photo") return <MarkPage id={here.id} photo={here.photo} />;
  if (here.name === "check") return <Check id={here.id} />;
  if (here.name === "sent") return <Sent id={here.id} />;
  return <Today />;
}
