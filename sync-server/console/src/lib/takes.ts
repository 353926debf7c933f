// Who takes requests down: the server's own list, which is not that of those who may write a request's record.
import { session } from "$api/session.svelte.ts";

export function takesRequests(): boolean {
  return session.has("intake_agent", "dispatcher", "service_manager");
}
