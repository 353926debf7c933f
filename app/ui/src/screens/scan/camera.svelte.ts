// The camera as a screen needs it: asked for, refused, not there, running; its light, where it has one.

/** `busy` is another app's. */
export type CameraState = "asking" | "denied" | "none" | "busy" | "running" | "off";

/** What browsers know and the types of the language do not. */
type Able = MediaTrackCapabilities & { torch?: boolean; focusMode?: string[]; zoom?: { min: number; max: number } };
type Wanted = MediaTrackConstraintSet & { torch?: boolean; focusMode?: string; zoom?: number };

export interface Camera {
  readonly state: CameraState;
  readonly stream: MediaStream | undefined;
  readonly hasTorch: boolean;
  readonly isTorchOn: boolean;
  /** How much nearer it can look; 1 where it cannot. */
  readonly zoomMax: number;
  readonly zoom: number;
  start(): Promise<void>;
  stop(): void;
  light(isOn: boolean): Promise<void>;
  near(times: number): Promise<void>;
}

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

function stateOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}

export function camera(): Camera {
  let state = $state<CameraState>("off");
  let stream = $state.raw<MediaStream | undefined>();
  let able = $state.raw<Able>({});
  let isTorchOn = $state(false);
  let zoom = $state(1);
  /** Counts starts and stops, so that a camera that comes late is let go. */
  let turn = 0;

  const track = () => stream?.getVideoTracks()[0];

  async function apply(wanted: Wanted): Promise<boolean> {
    try {
      await track()?.applyConstraints({ advanced: [wanted] });
      return true;
    } catch {
      return false;
    }
  }

  function letGo() {
    turn += 1;
    stream?.getTracks().forEach((held) => held.stop());
    stream = undefined;
    able = {};
    isTorchOn = false;
    zoom = 1;
  }

  async function start() {
    letGo();
    const mine = turn;
    if (!("mediaDevices" in navigator)) {
      state = "none";
      return;
    }
    state = "asking";
    try {
      const got = await navigator.mediaDevices.getUserMedia(WANTED);
      if (mine !== turn) return got.getTracks().forEach((held) => held.stop());
      stream = got;
      state = "running";
      const held = track();
      able = (held?.getCapabilities?.() ?? {}) as Able;
      held?.addEventListener("ended", () => {
        if (mine === turn) state = "busy";
      });
      if (able.focusMode?.includes("continuous")) await apply({ focusMode: "continuous" });
    } catch (error) {
      if (mine === turn) state = stateOf(error);
    }
  }

  return {
    get state() {
      return state;
    },
    get stream() {
      return stream;
    },
    get hasTorch() {
      return able.torch === true;
    },
    get isTorchOn() {
      return isTorchOn;
    },
    get zoomMax() {
      return able.zoom?.max ?? 1;
    },
    get zoom() {
      return zoom;
    },
    start,
    stop() {
      letGo();
      state = "off";
    },
    async light(isOn) {
      if (await apply({ torch: isOn })) isTorchOn = isOn;
    },
    async near(times) {
      if (await apply({ zoom: times })) zoom = times;
    },
  };
}
