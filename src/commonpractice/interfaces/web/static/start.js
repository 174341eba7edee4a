// Starts the design system's own behaviour: the menu on a narrow screen, focus on errors, "show" on passwords.
// Every page works without it.
import { initAll } from "./nhsuk/nhsuk-frontend.min.js";

initAll();
