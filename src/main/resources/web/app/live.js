// Keeps a part of a page current: the server says that something changed, the part is fetched anew.

export function startLive(root) {
  root.querySelectorAll("[data-live]").forEach((part) => {
    const mark = document.getElementById(part.dataset.liveMark);
    let pending = false;
    let timer = 0;

    const refresh = () => {
      if (timer) {
        pending = true;
        return;
      }
      timer = window.setTimeout(() => {
        timer = 0;
        if (pending) {
          pending = false;
          refresh();
        }
      }, 800);
      window.htmx.ajax("GET", part.dataset.liveFragment, { target: part, swap: "innerHTML" });
    };

    const say = (live) => {
      if (mark) {
        mark.textContent = live ? mark.dataset.on : mark.dataset.off;
        mark.className = live ? "state ok" : "state wait";
      }
    };

    // The browser connects again by itself; what was missed meanwhile is caught up by one refresh.
    const source = new EventSource(part.dataset.live);
    let before = false;
    source.addEventListener("open", () => {
      say(true);
      if (before) {
        refresh();
      }
      before = true;
    });
    source.addEventListener("change", refresh);
    source.addEventListener("error", () => say(false));
    window.addEventListener("pagehide", () => source.close());
    // Running sessions grow without an event of their own.
    window.setInterval(refresh, 60000);
  });
}
