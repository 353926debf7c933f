// The screen stays on while something is shown to be read: a code before another phone's camera.

/** While the component stands; where the system cannot, nothing happens. */
export function stayAwake(): void {
  $effect(() => {
    let held: WakeLockSentinel | undefined;
    let isOver = false;
    const hold = async () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      const got = await navigator.wakeLock.request("screen").catch(() => undefined);
      if (isOver) void got?.release();
      else held = got;
    };
    void hold();
    // The system lets go of it whenever the app is left.
    const again = () => void hold();
    document.addEventListener("visibilitychange", again);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", again);
      void held?.release();
    };
  });
}
