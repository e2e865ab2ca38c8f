// Small comforts. Every form works without them.

function askBefore(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.confirm)) {
      event.preventDefault();
    }
  });
}

// A second click on a button must not send the form twice.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent === "true") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    window.setTimeout(() => { form.dataset.sent = "false"; }, 4000);
  });
}

// Adds one more empty row to the samples of an order.
function repeatRows(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const list = document.getElementById(button.dataset.repeat);
    const rows = list.querySelectorAll("[data-row]");
    const last = rows[rows.length - 1];
    const next = last.cloneNode(true);
    next.querySelectorAll("input").forEach((input) => {
      input.value = input.dataset.initial || "";
      input.id = input.id.replace(/\d+$/, String(rows.length));
    });
    next.querySelectorAll("label").forEach((label) => {
      label.htmlFor = label.htmlFor.replace(/\d+$/, String(rows.length));
    });
    next.classList.remove("is-wrong");
    next.querySelectorAll(".field-error").forEach((line) => line.remove());
    next.querySelectorAll(".is-wrong").forEach((line) => line.classList.remove("is-wrong"));
    last.after(next);
    next.querySelector("input").focus();
  });
}

export function startForms(root) {
  root.querySelectorAll("form[data-confirm]").forEach(askBefore);
  root.querySelectorAll("form[method=post]").forEach(sendOnce);
  root.querySelectorAll("[data-repeat]").forEach(repeatRows);
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  const wrong = root.querySelector("[aria-invalid=true]");
  if (wrong) {
    wrong.focus();
  }
}
