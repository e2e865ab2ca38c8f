import htmx from "htmx.org";
import { startCalendars } from "./calendar.js";
import { startLive } from "./live.js";
import { startForms } from "./forms.js";

htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.allowEval = false;
window.htmx = htmx;

// The bundle is deferred, so the document is there; a fragment that is swapped in brings nothing to start.
startForms(document);
startCalendars(document);
startLive(document);
