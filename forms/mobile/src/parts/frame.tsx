/** The frame of every page: a quiet head, the content, and a bar within the thumb's reach. */
import type { ComponentChildren } from "preact";
import { go } from "../state/route";
import { t } from "../words";
import { Icon } from "./icon";

interface Props {
  title: ComponentChildren;
  back?: string;
  side?: ComponentChildren;
  under?: ComponentChildren;
  bar?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ title, back, side, under, bar, children }: Props) {
  return (
    <div class={bar ? "page barred" : "page"}>
      <header class="top">
        <div class="top-row">
          {back && (
            <button
              type="button"
              class="icon-button"
              aria-label={t("back")}
              onClick={() => go(back)}
            >
              <Icon name="back" size={24} />
            </button>
          )}
          <h1>{title}</h1>
          {side}
        </div>
        {under}
      </header>
      <main>{children}</main>
      {bar && <footer class="bar">{bar}</footer>}
    </div>
  );
}
