// SPDX-License-Identifier: Apache-2.0
// The pictures on buttons, drawn on a 24 grid with one stroke. They are decoration: the name stands in text or aria-label.
const paths: Record<string, string> = {
  today: "M4 6.5h16M4 12h10M4 17.5h6M15.5 17.5l2.2 2.2 4-4.4",
  customers: "M9 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4M2.5 20c.6-3.7 3.1-5.5 6.5-5.5s5.9 1.8 6.5 5.5M16 4.6a3.5 3.5 0 0 1 0 6.5M17.8 14.9c2.1.7 3.4 2.4 3.8 5.1",
  counter: "M4 9.5h16v3H4zM5.5 12.5v7.5h13v-7.5M9 16h6M8 9.5V4h8v5.5M11 6.7h2",
  week: "M4 5.5h16v15H4zM4 10h16M8 3v4M16 3v4M8 17.5v-3M12 17.5v-5M16 17.5v-2",
  noline: "M4 4l16 16M8.5 15.5a5 5 0 0 1 6 -.7M5.5 12.3a9.5 9.5 0 0 1 3.7 -2.300M14 9.600a9.5 9.5 0 0 1 4.5 2.700M2.5 9a14 14 0 0 1 4 -2.700M11 5.100a14 14 0 0 1 10.5 3.900M12 19v.1",
  download: "M12 3.5v11M7.5 10.5l4.5 4.5 4.5-4.5M5 20h14",
  print: "M7 8V3.500h10V8M7 17H4V8h16v9h-3M7 14h10v6.500H7z",
  filter: "M4 5.500h16l-6.2 7.500v6l-3.6-2v-4z",
  help: "M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M9.5 9.700a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.700M12 16.500v.1",
  key: "M8.5 15.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12.5 11.500H21M18 11.500v3M15 11.500v2",
  shield: "M12 3l8 3v6c0 4.5-3.3 7.6-8 9-4.7-1.4-8-4.5-8-9V6z",
  save: "M5 4h11l3 3v13H5zM8.5 4v5h6V4M8.5 20v-6h7v6",
  tablet: "M5 3.500h14v17H5zM11 17.700h2",
  worth: "M4 4v16h16M8.5 15.5a1.2 1.2 0 1 0 0-.1M11.5 10a1.6 1.6 0 1 0 0-.1M17 13.5a1.2 1.2 0 1 0 0-.1M17 6.5a1.8 1.8 0 1 0 0-.1",
  imports: "M12 3.5v11M7.5 10.5l4.5 4.5 4.5-4.5M4 16.5v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
  more: "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M8.5 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
  search: "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14M15.7 15.7l4.8 4.8",
  whatsapp: "M3.5 20.5l1.3-4.6a8.5 8.5 0 1 1 3.4 3.3zM9 8.5c0 3.6 2.9 6.5 6.5 6.5l.9-1.9-2.1-1.2-1.1 1a5 5 0 0 1-2.1-2.1l1-1.1-1.2-2.1z",
  call: "M6.5 3.5l3 .5 1.2 4-2 1.6a12 12 0 0 0 5.7 5.7l1.6-2 4 1.2.5 3c0 1.7-1.3 3-3 3C10.4 20.5 3.5 13.6 3.5 6.5c0-1.7 1.3-3 3-3z",
  phone: "M6.5 3.5l3 .5 1.2 4-2 1.6a12 12 0 0 0 5.7 5.7l1.6-2 4 1.2.5 3c0 1.7-1.3 3-3 3C10.4 20.5 3.5 13.6 3.5 6.5c0-1.7 1.3-3 3-3z",
  sms: "M4 5.5h16v11H10l-4.5 4v-4H4zM8 10h8M8 13h5",
  mail: "M3.5 6h17v12.5h-17zM4 6.8l8 6.2 8-6.2",
  visit: "M4 10v10h16V10M2.8 8.5L5 3.5h14l2.2 5c0 1.5-1.3 2.5-2.7 2.5s-2.4-1-2.6-2.3C15.7 10 14.5 11 12 11s-3.7-1-3.9-2.3C7.9 10 6.9 11 5.5 11S2.8 10 2.8 8.5M9.5 20v-5.5h5V20",
  check: "M4.5 12.5l5 5 10-11",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 7.5V12l3 2.5",
  cross: "M6 6l12 12M18 6L6 18",
  chevron: "M6 9l6 6 6-6",
  back: "M5 12h14M11 6l-6 6 6 6",
  plus: "M12 5v14M5 12h14",
  pencil: "M4 20l1-4.5L16.5 4a1.5 1.5 0 0 1 2 0l1.5 1.5a1.5 1.5 0 0 1 0 2L8.5 19zM14.5 6l3.5 3.5",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M19 5l-1.7 1.7M6.7 17.3L5 19",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  replenish: "M20 12a8 8 0 0 1-14 5.3M4 12A8 8 0 0 1 18 6.7M18.5 3v4h-4M5.5 21v-4h4",
  complement: "M4 12h16M12 4v16",
  care: "M12 20C5 15.5 3.5 12 3.5 9A4.3 4.3 0 0 1 12 7.5 4.3 4.3 0 0 1 20.5 9c0 3-1.5 6.5-8.5 11z",
  acquaint: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6",
  due: "M4 6h16v14.5H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4",
  plan: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M15.500 8.500l-2 5-5 2 2-5z",
  occasion: "M4 11h16v9.5H4zM3 7.5h18V11H3zM12 7.5v13M12 7.5C9 7.5 7.5 6.5 7.5 5S9 3 10 4s2 3.5 2 3.5S13 5 14 4s2.5-.5 2.5 1-1.5 2.5-4.5 2.5",
  similar: "M9 15a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M15 20a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11",
  information: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 11v5.5M12 7.5v.1",
  sale: "M5 8.5h14l-1 12H6zM8.5 11V7a3.5 3.5 0 0 1 7 0v4",
  return: "M9 6L4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-3",
  cancelled: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M6 6l12 12",
  note: "M5 3.5h14v12L14 20.5H5zM14 20.5v-5h5M8.5 8.5h7M8.5 12h4",
  interaction: "M4 5.5h16v11H10l-4.5 4v-4H4z",
  consent: "M12 3l8 3v6c0 4.5-3.3 7.6-8 9-4.7-1.4-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  fact: "M12 3.5l2.5 5.5 6 .7-4.5 4 1.3 6L12 16.6l-5.3 3.1 1.3-6-4.5-4 6-.7z",
  import: "M12 3.5v11M7.5 10.5l4.5 4.5 4.5-4.5M4 16.5v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
  copy: "M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4",
  undo: "M9 6L4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-3",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
  keyboard: "M3 6.5h18v11H3zM6.5 10h.1M10 10h.1M13.5 10h.1M17 10h.1M8 14h8",
  exit: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M3.5 12h17M12 3.5c-5 5.5-5 11.5 0 17M12 3.5c5 5.5 5 11.5 0 17",
};

export function Icon({ name, size = 20, mirror = false }: { name: string; size?: number; mirror?: boolean }) {
  return (
    <svg class={mirror ? "icon mirror" : "icon"} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name] ?? paths.fact} />
    </svg>
  );
}

/** To the other language, in its own words. */
export function LangSwitch({ to, text, set }: { to: "he" | "en"; text: string; set: (l: "he" | "en") => void }) {
  return <button type="button" class="btn ghost lang-btn" lang={to} onClick={() => set(to)}><Icon name="globe" size={18} />{text}</button>;
}

/** The mark of makir: one person, and the small light that says it is time. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="64" height="64" rx="17" />
      <circle class="mark-figure" cx="32" cy="24" r="9.5" />
      <path class="mark-shoulders" d="M13 49c3.5-9.5 10.6-13.5 19-13.5S47.5 39.5 51 49" />
      <circle class="mark-light" cx="48" cy="17" r="5.5" />
    </svg>
  );
}
