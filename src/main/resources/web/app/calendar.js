import { Calendar } from "@fullcalendar/core";
import timeGridPlugin from "@fullcalendar/timegrid";
import interactionPlugin from "@fullcalendar/interaction";
import zhCn from "@fullcalendar/core/locales/zh-cn";

// All times are wall-clock times of the city. The calendar is told that they are UTC, so that it never moves them into
// the zone of whoever looks.
const wall = (text) => text.slice(0, 16);

// What is over can no longer be booked.
function past(range, now) {
  const start = wall(range.startStr);
  return start < now ? [{ start, end: now < wall(range.endStr) ? now : wall(range.endStr), title: "", kind: "past" }] : [];
}

// The calendar draws its arrows as images without a name, and scrolls where no key would reach; both are put right here.
function reachable(box) {
  box.querySelectorAll(".fc-icon[role]").forEach((icon) => {
    icon.removeAttribute("role");
    icon.setAttribute("aria-hidden", "true");
  });
  box.querySelectorAll(".fc-scroller").forEach((scroller) => {
    const cell = /auto|scroll/.test(scroller.style.overflow) ? scroller.querySelector("[role=gridcell]") : null;
    if (cell) {
      cell.tabIndex = 0;
    }
  });
}

function chooser(box, calendar) {
  const form = document.getElementById(box.dataset.form);
  if (!form) {
    return;
  }
  const starts = form.querySelector("[name=startsAt]");
  const ends = form.querySelector("[name=endsBefore]");
  const show = () => {
    const old = calendar.getEventById("chosen");
    if (old) {
      old.remove();
    }
    if (starts.value && ends.value && starts.value < ends.value) {
      calendar.addEvent({ id: "chosen", start: starts.value, end: ends.value, title: box.dataset.chosen, classNames: ["slot-chosen"] });
    }
  };
  calendar.on("select", (choice) => {
    starts.value = wall(choice.startStr);
    ends.value = wall(choice.endStr);
    show();
    starts.dispatchEvent(new Event("change", { bubbles: true }));
    form.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
  calendar.on("unselect", show);
  [starts, ends].forEach((input) => input.addEventListener("change", show));
  show();
}

export function startCalendars(root) {
  root.querySelectorAll("[data-calendar]").forEach((box) => {
    box.hidden = false;
    const narrow = window.matchMedia("(max-width: 640px)").matches;
    const minutes = Number(box.dataset.step || "30");
    const duration = (length) => String(Math.floor(length / 60)).padStart(2, "0") + ":" + String(length % 60).padStart(2, "0");
    const calendar = new Calendar(box, {
      plugins: [timeGridPlugin, interactionPlugin],
      locale: box.dataset.lang === "zh" ? zhCn : "en-gb",
      timeZone: "UTC",
      now: box.dataset.now,
      initialDate: box.dataset.day,
      initialView: narrow ? "timeGridThreeDay" : "timeGridWeek",
      views: { timeGridThreeDay: { type: "timeGrid", duration: { days: 3 } } },
      buttonHints: { prev: box.dataset.before || "", next: box.dataset.after || "" },
      headerToolbar: { left: "prev,next today", center: "title", right: "" },
      firstDay: 1,
      allDaySlot: false,
      nowIndicator: true,
      height: 560,
      scrollTime: "08:00:00",
      slotDuration: duration(Math.max(15, Math.min(minutes, 60))),
      snapDuration: duration(Math.min(minutes, 60)),
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      selectable: Boolean(box.dataset.form),
      selectAllow: (choice) => wall(choice.startStr) >= box.dataset.now,
      selectOverlap: (event) => event.id === "chosen",
      longPressDelay: 350,
      unselectAuto: false,
      selectMirror: true,
      events: (range, done, failed) => {
        fetch(box.dataset.calendar + "?from=" + wall(range.startStr) + "&to=" + wall(range.endStr), { headers: { Accept: "application/json" } })
          .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
          .then((spans) => done(spans.concat(past(range, box.dataset.now)).map((span) => ({
            start: span.start,
            end: span.end,
            title: span.title,
            display: "background",
            classNames: ["slot-" + span.kind],
          }))))
          .catch(failed);
      },
    });
    calendar.on("datesSet", () => window.requestAnimationFrame(() => reachable(box)));
    calendar.render();
    reachable(box);
    chooser(box, calendar);
  });
}
