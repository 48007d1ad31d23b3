const LOOK: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };

/** Returns a day of the phone as `2026-05-21`. */
export function dayOf(now: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Returns the day that many days after another, both as `2026-05-21`. */
export function after(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Returns how many days lie between two days. */
export function between(from: string, till: string): number {
  return Math.round((Date.parse(`${till}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Writes a day as it is typed here: `21 พฤษภาคม 2569`. */
export function said(day: string, weekday = false): string {
  const look: Intl.DateTimeFormatOptions = weekday ? { ...LOOK, weekday: "long" } : LOOK;
  const lang = document.documentElement.lang === "en" ? "en-GB" : "th-TH-u-ca-buddhist";
  const parts = new Intl.DateTimeFormat(lang, { ...look, timeZone: "UTC" });
  return parts
    .formatToParts(new Date(`${day}T00:00:00Z`))
    .filter((part) => part.type !== "era")
    .map((part) => part.value)
    .join("")
    .replace(/ (ที่|พ\.ศ\.)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Keeps what "today" means in the form of a visit: the page's day, moved on only when the phone has passed midnight
 * before anything was written or when a day is chosen anew. A draft put back keeps its own.
 */
export class Written {
  private readonly field: HTMLInputElement | null;
  private readonly page: string;
  private readonly opened: string;
  private begun = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly clock: () => Date = () => new Date(),
  ) {
    this.field = form.querySelector<HTMLInputElement>('input[name="written_on"]');
    this.page = this.field?.value ?? "";
    this.opened = dayOf(clock());
    form.addEventListener("input", (event) => this.touched(event));
    form.addEventListener("change", (event) => this.touched(event));
  }

  /** Says that answers were put back: what was written then stays of that day. */
  restored(): void {
    this.begun = true;
    this.show();
  }

  private touched(event: Event): void {
    const name = (event.target as HTMLInputElement).name;
    if (!this.field || !this.page || (this.begun && name !== "day")) return;
    this.begun = true;
    this.field.value = after(this.page, Math.max(0, between(this.opened, dayOf(this.clock()))));
    this.show();
  }

  private show(): void {
    const told = this.form.querySelector("[data-written-day]");
    if (told && this.field?.value) told.textContent = said(this.field.value, true);
  }
}
