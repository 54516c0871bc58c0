(() => {
  "use strict";
  const gestures = ["pointerdown", "keydown", "wheel", "touchstart"];
  const act = (event) => {
    if (!event.isTrusted || document.visibilityState !== "visible") return;
    for (const gesture of gestures) removeEventListener(gesture, act, true);
    const body = new URLSearchParams({ choice: "act" });
    fetch(location.href, { method: "POST", body, keepalive: true }).catch(() => {});
  };
  for (const gesture of gestures) addEventListener(gesture, act, { capture: true, passive: true });
})();
