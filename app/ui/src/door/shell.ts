// What carries calls: the window, or the bridge of the tests. The one file that knows Tauri.
import { invoke, isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

export interface Shell {
  call(frame: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  /** Tells of topics that changed; `*` is everything. */
  onChanged(heard: (topics: string[]) => void): void;
  /** Tells of links that opened the app; those that came before somebody listened, too. */
  onLink(heard: (link: string) => void): void;
  /** Hands a link (`https:`, `geo:`, `tel:`, a map app's) to the system. */
  open(link: string): Promise<void>;
  /** Keeps a file where its user finds it, and says where; empty where the system shows it itself. */
  keepFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Says that the first list can be used. */
  ready(): void;
}

const window_: Shell = {
  call: (frame) => invoke<ArrayBuffer>("call", frame),
  onChanged: (heard) => void listen<string[]>("changed", (event) => heard(event.payload)),
  onLink: (heard) => {
    void listen<string[]>("link", (event) => event.payload.forEach(heard));
    void invoke<string[]>("links").then((links) => links.forEach(heard));
  },
  open: (link) => invoke("open", { link }),
  keepFile: (name, bytes) => invoke<string>("keep_file", bytes, { headers: { name: encodeURIComponent(name) } }),
  ready: () => void invoke("ready"),
};

const bridge: Shell = {
  async call(frame) {
    const answer = await fetch("/door", { method: "POST", body: frame });
    return answer.arrayBuffer();
  },
  onChanged(heard) {
    const source = new EventSource("/changes");
    source.onmessage = (event) => heard(JSON.parse(event.data));
  },
  onLink() {},
  async open(link) {
    window.open(link, "_blank", "noopener");
  },
  async keepFile(name, bytes) {
    const url = URL.createObjectURL(new Blob([bytes]));
    const anchor = Object.assign(document.createElement("a"), { href: url, download: name });
    anchor.click();
    URL.revokeObjectURL(url);
    return "";
  },
  ready() {},
};

export const shell: Shell = isTauri() ? window_ : bridge;
