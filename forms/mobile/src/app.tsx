import { useEffect } from "preact/hooks";
import { Check } from "./pages/check";
import { NewPassword } from "./pages/new-password";
import { SectionPage } from "./pages/section";
import { Sent } from "./pages/sent";
import { Settings } from "./pages/settings";
import { SignIn } from "./pages/sign-in";
import { Today } from "./pages/today";
import { Visit } from "./pages/visit";
import { route } from "./state/route";
import { lang, mustChange, person } from "./state/session";
import { say } from "./words";

function Page() {
  const here = route.value;
  if (!person.value || here.name === "signin") return <SignIn />;
  if (mustChange.value) return <NewPassword />;
  if (here.name === "settings") return <Settings />;
  if (here.name === "visit") return <Visit id={here.id} />;
  if (here.name === "section")
    return <SectionPage id={here.id} section={here.section} item={here.item} />;
  if (here.name === "check") return <Check id={here.id} />;
  if (here.name === "sent") return <Sent id={here.id} />;
  return <Today />;
}

export function App() {
  const language = lang.value;
  useEffect(() => {
    document.title = say(language, "appTitle");
  }, [language]);
  return <Page />;
}
