// Starts the design system's own behaviour: the menu on a narrow screen, focus on errors, "show" on passwords.
// Every page works without it. The menu measures itself, so not before the styles are there.
import { initAll } from "./nhsuk/nhsuk-frontend.min.js";

if (document.readyState === "complete") initAll();
else window.addEventListener("load", () => initAll());
