/** What became of sending: kept by the server, to be mended, refused, or not arrived. */
export type Outcome =
  | { kind: "done"; next: string }
  | { kind: "mend" }
  | { kind: "signed-out" }
  | { kind: "gone" }
  | { kind: "offline" };

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const PATIENCE = 25_000;

/** Sends a visit. The uuid among the answers makes a second sending of the same visit harmless. */
export async function send(action: string, body: FormData, ask: Fetch = fetch): Promise<Outcome> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const headers = { "HX-Request": "true" };
    const answer = await ask(action, {
      method: "POST",
      body,
      headers,
      credentials: "same-origin",
      signal: stop.signal,
    });
    const next = answer.headers.get("HX-Redirect");
    if (answer.ok && next) return { kind: "done", next };
    if (answer.status === 422) return { kind: "mend" };
    if (answer.status >= 500 || answer.status === 429) return { kind: "offline" };
    if (answer.status === 404 || answer.status === 409) return { kind: "gone" };
    return { kind: "signed-out" };
  } catch {
    return { kind: "offline" };
  } finally {
    clearTimeout(timer);
  }
}
