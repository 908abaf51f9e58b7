// SPDX-License-Identifier: Apache-2.0
// A small made-up shop for the desk's tests: a coffee roaster with Hebrew and English customers. All people are invented.
// Sentences come in both languages, as the server gives them; days are relative to today, so the pictures stay alive.

const DAY = 86_400_000;
const now = () => new Date();
export const dayOf = (offset) => new Date(now().getTime() + offset * DAY).toLocaleDateString("sv-SE");
const at = (offset, hour = 10) => `${dayOf(offset)}T${String(hour).padStart(2, "0")}:20:00Z`;
const L = (he, en) => ({ he, en });

/** Replaces every {he, en} by the sentence in `lang`. */
export function inLang(v, lang) {
  if (Array.isArray(v)) return v.map((x) => inLang(x, lang));
  if (v && typeof v === "object") {
    if ("he" in v && "en" in v && Object.keys(v).length === 2) return v[lang];
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, inLang(x, lang)]));
  }
  return v;
}

// Small seeded generator: the same shop at every start.
function seeded(seed) {
  let s = seed;
  return () => {
    s = (s * 1664525 + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

const B32 = "0123456789abcdefghjkmnpqrstvwxyz";
export function id(n) {
  let s = "";
  let x = BigInt(n) * 7919n + 0x51a3f00000000n;
  for (let i = 0; i < 13; i++) {
    s = B32[Number(x % 32n)] + s;
    x /= 32n;
  }
  return s;
}

const items = {
  eth: ["אתיופיה יירגצ׳ף 250 ג׳", 4900], bra: ["ברזיל סנטוס 1 ק״ג", 12900], filt: ["פילטרים V60, 100 יחידות", 3200],
  caps: ["קפסולות, 50 יחידות", 8900], machine: ["מכונת אספרסו Lelit Anna", 249000], grinder: ["מטחנת Comandante C40", 119000],
  clean: ["טבליות ניקוי למכונה", 5400], choc: ["שוקולד מריר 70%", 2400], decaf: ["קולומביה ללא קפאין 250 ג׳", 5200],
  cup: ["ספל קרמיקה", 6800],
};

function sales(seed, gap, scatter, lastAgo, n, basket, source) {
  const r = seeded(seed);
  const out = [];
  let ago = lastAgo;
  for (let i = 0; i < n; i++) {
    const lines = basket.filter((_, k) => k === 0 || r() < 0.3).map((k) => {
      const q = r() < 0.2 ? 2 : 1;
      return { item_name: items[k][0], quantity: q, amount: items[k][1] * q };
    });
    const amount = lines.reduce((a, l) => a + l.amount, 0);
    out.push({
      at: at(-ago, 8 + Math.floor(r() * 9)), kind: "sale",
      title: String(30411 - ago), amount, currency: "ILS", lines, source,
    });
    ago += Math.max(1, Math.round(gap + (r() - 0.5) * 2 * scatter));
  }
  return out;
}

const phone = (v) => ({ kind: "phone", value: `+972${v}`, display: `0${v.slice(0, 2)}-${v.slice(2, 5)}-${v.slice(5)}` });
const whyWays = {
  wa: L("יש הסכמה לפרסומת מ־3.2.2024, בקופה", "consent to advertising since 3.2.2024, at the counter"),
  call: L("קשר שירות קיים, בשעות העבודה", "an existing service relation, in working hours"),
  mail: L("אין הסכמה לדיוור", "no consent to mailings"),
  mailNo: L("אין כתובת מייל", "no mail address"),
  sms: L("סירוב מ־12.5.2025", "refused on 12.5.2025"),
  none: L("אין הסכמה לפרסומת", "no consent to advertising"),
};
const inPerson = { channel: "visit", allowed: true, why: L("פנים אל פנים, לא נשלח דבר", "face to face, nothing is sent") };
const ways = (o) => [
  { channel: "whatsapp", allowed: !!o.wa, why: o.wa ? whyWays.wa : o.waWhy ?? whyWays.none },
  { channel: "call", allowed: !!o.call, why: o.call ? whyWays.call : whyWays.none },
  { channel: "mail", allowed: !!o.mail, why: o.mail ? whyWays.wa : o.mailWhy ?? whyWays.mail },
  inPerson,
];

let serial = 1;
function person(o) {
  const cid = id(serial++);
  const timeline = [...(o.timeline ?? []), ...(o.extra ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1));
  const spent = timeline.reduce((a, e) => a + (e.kind === "sale" || e.kind === "return" ? e.amount : 0), 0);
  return {
    customer: cid, name: o.name, given: o.given ?? "", family: o.family ?? "", gender: o.gender ?? "", stage: o.stage, since: o.since,
    spent, orders: timeline.filter((e) => e.kind === "sale").length, currency: "ILS",
    contacts: (o.contacts ?? []).map((c) => ({ source: "לקוחות.xlsx", since: "2024-02-03T08:00:00Z", display: c.value, ...c })),
    facts: (o.facts ?? []).map((f, i) => ({ fact: id(9000 + serial * 20 + i), confidence: 1, ...f })),
    assets: (o.assets ?? []).map((a, i) => ({ asset: id(7000 + serial * 20 + i), ...a })),
    consent: o.consent ?? [], ways: o.ways ?? ways({}), value: o.value ?? null, needs: o.needs ?? [], timeline,
    sources: [{ source: "לקוחות.xlsx", key: String(1000 + serial * 7), batch: id(501) }, { source: "sales.csv", key: String(1000 + serial * 7), batch: id(502) }],
    links: [
      { person: id(60000 + serial), numbering: "אקסל", why: "key", said: { name: o.name }, at: "2024-02-03T08:00:00Z", source: "לקוחות.xlsx" },
      { person: id(61000 + serial), numbering: "קופה", why: "phone", said: { name: o.name.split(" ").reverse().join(" ") }, at: at(-2, 7), source: "sales.csv" },
    ], city: o.city, next: o.next ?? null, sentence: o.sentence,
    history: [],
  };
}

const known = (p) => {
  const last = p.timeline.find((e) => e.kind === "sale");
  if (!last) return null;
  const since = Math.round((new Date(dayOf(0)) - new Date(last.at.slice(0, 10))) / DAY);
  return since;
};
const granted = (channel, when, he, en) => ({ channel, purpose: "advertising", state: "granted", at: when, evidence: L(he, en) });
const worth = (alive, orders, money, he, en) => ({
  alive: alive[0], alive_low: alive[1], alive_high: alive[2], orders12: orders[0], orders12_low: orders[1], orders12_high: orders[2],
  money12: money[0], money12_low: money[1], money12_high: money[2], sentence: L(he, en),
});

export function shop() {
  serial = 1;
  const people = [];
  const today = [];
  const add = (o, row) => {
    const p = person(o);
    people.push(p);
    const since = known(p);
    if (p.value && since !== null) {
      const usual = o.usual ?? 30;
      Object.assign(p.value, { since_days: since, state: "enough", next_low: 1, next_days: Math.max(2, usual - since), next_high: usual * 2 });
    }
    for (const w of p.ways) {
      const c = p.contacts.find((x) => x.kind === (w.channel === "mail" ? "mail" : "phone"));
      if (c && w.channel !== "visit") w.address = c.value;
    }
    if (row) {
      const full = {
        rank: today.length + 1, action: id(300 + today.length), customer: p.customer, name: p.name, stage: p.stage, currency: "ILS", held: false,
        ways: p.ways, best_way: p.ways.find((w) => w.allowed)?.channel ?? "visit", ...row,
      };
      if (p.value) Object.assign(full, { alive: p.value.alive, value: p.value.money12, value_low: p.value.money12_low, value_high: p.value.money12_high });
      if (full.probability) full.numbers = [...(full.numbers ?? []), { label: L("סיכוי לקנייה השבוע", "chance within a week"), value: `${Math.round(full.probability * 100)}%` }];
      if (full.alive) full.numbers = [...(full.numbers ?? []), { label: L("הקשר עוד חי", "still a customer"), value: `${Math.round(full.alive * 100)}%` }];
      if (full.value) {
        const shekel = (v) => `₪${Math.round(v / 100).toLocaleString("en")}`;
        full.numbers = [...full.numbers, { label: L("צפוי לשנה", "expected in a year"), value: `${shekel(full.value)} (${shekel(full.value_low)} – ${shekel(full.value_high)})` }];
      }
      today.push(full);
      p.next = full;
    }
    return p;
  };

  add({
    usual: 12, name: "רונית לפידור־בלו", given: "רונית", family: "לפידור־בלו", gender: "f", stage: "regular", since: "2021-03-14", city: "תל אביב",
    contacts: [phone("524418820"), { kind: "mail", value: "ronit.lb@example.com" }, { kind: "address", value: "דיזנגוף 112, תל אביב" }],
    facts: [
      { kind: "taste", value: L("קלייה כהה, בלי חמיצות", "dark roast, no acidity"), origin: "said", since: "2023-06-11", source: L("שיחה בקופה, דנה", "talk at the counter, Dana") },
      { kind: "birthday", value: "17.9", origin: "staff", since: "2022-01-09", source: L("טופס מועדון", "club form") },
      { kind: "preferred_hour", value: L("בבוקר, לפני 9", "mornings, before 9"), origin: "observed", confidence: 0.82, source: L("31 קניות", "31 purchases") },
    ],
    assets: [{ kind: L("מכונה", "machine"), name: "Lelit Anna PL41", attributes: L({ שנה: "2022" }, { year: "2022" }) }],
    consent: [
      granted("whatsapp", "2024-02-03T08:15:00Z", "״כן, שלחו לי בוואטסאפ כשמגיע משהו״, בקופה, דנה", "“Yes, write to me on WhatsApp when something comes in”, at the counter, Dana"),
      { channel: "sms", purpose: "advertising", state: "refused", at: "2025-05-12T09:00:00Z", evidence: L("הסרה בתגובה להודעה", "unsubscribed by reply") },
    ],
    ways: ways({ wa: true, call: true }),
    value: worth([0.96, 0.9, 0.99], [30.2, 25.1, 35.7], [234000, 190000, 280000],
      "כנראה עדיין לקוחה (96%), ובשנה הקרובה צפויות כ־30 קניות.", "Very probably still a customer (96%); about 30 purchases are expected in the coming year."),
    timeline: sales(11, 12, 2.4, 13, 31, ["eth", "filt", "choc"], "sales.csv"),
    extra: [
      { at: at(-40, 12), kind: "note", title: "", detail: L("מתלבטת אם לעבור לטחינה בבית. לחזור עם מטחנות.", "Thinking of grinding at home. Come back with grinders."), source: L("דנה", "Dana") },
      { at: at(-66, 12), kind: "interaction", title: "whatsapp", detail: L("הגיעה האתיופיה החדשה. תשובה: ״שומרים לי שניים?״", "The new Ethiopia is here. Answer: “Keep two for me?”"), source: L("דנה", "Dana") },
      { at: at(-101, 9), kind: "return", title: "ז-118", amount: -6800, currency: "ILS", lines: [{ item_name: "ספל קרמיקה", quantity: -1, amount: -6800 }], source: "sales.csv" },
    ],
    needs: [
      { need: "replenish", item_name: items.eth[0], probability: 0.78, due_day: dayOf(-1), why: L("כל 12 יום בערך, הפעם האחרונה לפני 13.", "About every 12 days, last time 13 days ago.") },
      { need: "complement", item_name: items.grinder[0], probability: 0.21, why: L("1 מכל 5 שקונים פולים כל שבועיים קונים מטחנה תוך שנה.", "1 in 5 who buy beans every two weeks buy a grinder within a year.") },
    ],
  }, {
    need: "replenish", item_name: items.eth[0], what: L("כנראה נגמר הקפה", "The coffee has probably run out"),
    why: L("קונה 250 ג׳ בערך כל 12 יום, בפעם האחרונה לפני 13. אוהבת קלייה כהה.", "Buys 250 g about every 12 days, last time 13 days ago. Likes a dark roast."),
    late: L("איחור של יום", "1 day late"), due_day: dayOf(-1), due_low: dayOf(-3), due_high: dayOf(2), probability: 0.78, probability_low: 0.69, probability_high: 0.86,
    numbers: [
      { label: L("קפה, 31 קניות", "Coffee, 31 purchases"), value: L("כל 11.8 ± 2.1 ימים", "every 11.8 ± 2.1 days") },
      { label: L("קנייה אחרונה", "Last purchase"), value: L("לפני 13 ימים", "13 days ago") },
      { label: L("שביעות רצון", "Satisfaction"), value: "9, 8, 10" },
    ],
  });

  add({
    name: "יוסי כהן", given: "יוסי", family: "כהן", gender: "m", stage: "buyer", since: dayOf(-9), city: "רמת גן",
    contacts: [phone("547713390")], ways: ways({ call: true, mailWhy: whyWays.mailNo }),
    value: worth([0.71, 0.48, 0.88], [4.1, 1.2, 8.9], [61000, 12000, 158000],
      "מעט נתונים: קנייה אחת. הטווח רחב, ויצטמצם עם הביקור הבא.", "Little data: one purchase. The range is wide and narrows with the next visit."),
    timeline: sales(12, 9, 0, 8, 1, ["machine"], "sales.csv"),
    facts: [{ kind: "taste", value: L("קפה חלבי", "coffee with milk"), origin: "said", since: dayOf(-8), source: L("שיחה בקופה", "talk at the counter") }],
  }, {
    need: "care", what: L("לשאול איך המכונה שנקנתה בשבוע שעבר", "Ask how the machine bought last week is doing"),
    why: L("קנייה ראשונה, מעל 2,400 ₪. מי ששואלים אותו אחרי שבוע חוזר פי שניים (פי 1.4 עד 2.9).", "A first purchase of over ₪2,400. Those who are asked after a week come back twice as often (1.4 to 2.9 times)."),
    late: L("היום", "today"), due_day: dayOf(0), probability: 0.64, probability_low: 0.41, probability_high: 0.83,
    numbers: [{ label: L("קנייה ראשונה", "First purchase"), value: L("לפני 8 ימים", "8 days ago") }, { label: L("סכום", "Sum"), value: "‎₪2,490" }],
  });

  add({
    name: "משפחת אברהמי", stage: "member", since: "2019-11-02", city: "גבעתיים",
    contacts: [phone("503320011"), { kind: "mail", value: "avrahami@example.com" }, { kind: "member", value: "004417" }],
    ways: ways({ wa: true, call: true, mail: true }),
    facts: [{ kind: "child", value: L("נועה, בת 7 ביום רביעי", "Noa, turning 7 on Wednesday"), origin: "said", since: "2022-04-01", source: L("טופס מועדון", "club form") }],
    consent: [granted("whatsapp", "2022-04-01T10:00:00Z", "טופס מועדון, חתימה 1.4.2022", "club form, signed 1.4.2022"), granted("mail", "2022-04-01T10:00:00Z", "טופס מועדון, חתימה 1.4.2022", "club form, signed 1.4.2022")],
    value: worth([0.93, 0.84, 0.98], [15.4, 11, 20], [187000, 131000, 246000], "לקוחות יציבים, כ־15 ביקורים צפויים בשנה.", "Steady customers, about 15 visits a year are expected."),
    timeline: sales(13, 24, 7, 10, 22, ["bra", "choc", "cup"], "sales.csv"),
  }, {
    need: "occasion", what: L("יום ההולדת של נועה, 7, ביום רביעי", "Noa's birthday, 7, on Wednesday"),
    why: L("שמרנו שני מקומות בסדנת השוקולד ביום שישי. סיפרו עליה ב־3.9.", "Two places in Friday's chocolate workshop are kept for them. They spoke of it on 3.9."),
    late: L("עד רביעי", "by Wednesday"), due_day: dayOf(3), probability: 0.52, probability_low: 0.35, probability_high: 0.69,
    numbers: [{ label: L("ביקורים", "Visits"), value: "22" }, { label: L("קונים שוקולד", "Buy chocolate"), value: L("1 מכל 3 פעמים", "1 in 3 times") }],
  });

  add({
    name: "Margaret O'Connell", given: "Margaret", family: "O'Connell", gender: "f", stage: "regular", since: "2022-08-19", city: "Tel Aviv",
    contacts: [phone("586610042"), { kind: "mail", value: "margaret.oconnell.translations@example.org" }],
    ways: [{ channel: "mail", allowed: true, why: L("הסכמה באתר, 19.8.2022", "consent on the site, 19.8.2022") }, { channel: "whatsapp", allowed: false, why: whyWays.none }, { channel: "call", allowed: false, why: L("ביקשה לא להתקשר", "asked not to be called") }],
    consent: [granted("mail", "2022-08-19T17:44:00Z", "טופס באתר: I agree to receive news by mail", "site form: I agree to receive news by mail")],
    value: worth([0.88, 0.72, 0.96], [9.2, 5.6, 13.4], [98000, 57000, 149000], "כנראה עדיין לקוחה (88%), כ־9 קניות צפויות.", "Probably still a customer (88%), about 9 purchases expected."),
    timeline: sales(14, 34, 6, 41, 14, ["decaf", "filt"], "sales.csv"),
    facts: [{ kind: "diet", value: L("בלי קפאין אחרי הצהריים", "no caffeine after noon"), origin: "said", since: "2023-01-15", source: L("מייל", "mail") }],
  }, {
    need: "replenish", item_name: items.decaf[0], what: L("הגיע הזמן לנטול קפאין", "Time for the decaf"),
    why: L("קונה כל 34 ימים בערך, בפעם האחרונה לפני 41.", "Buys about every 34 days, last time 41 days ago."),
    late: L("איחור של 7 ימים", "7 days late"), due_day: dayOf(-7), probability: 0.71, probability_low: 0.58, probability_high: 0.82,
    numbers: [{ label: L("נטול קפאין, 14 קניות", "Decaf, 14 purchases"), value: L("כל 34 ± 6 ימים", "every 34 ± 6 days") }],
  });

  add({
    name: "אחמד חטיב", given: "אחמד", family: "חטיב", gender: "m", stage: "regular", since: "2023-02-01", city: "יפו",
    contacts: [phone("522087741")], ways: ways({ wa: true, call: true, mailWhy: whyWays.mailNo }),
    consent: [granted("whatsapp", "2023-02-01T11:00:00Z", "אישור בוואטסאפ: ״כן בשמחה״", "WhatsApp answer: “yes, gladly”")],
    value: worth([0.9, 0.78, 0.97], [11, 7.3, 15.2], [164000, 102000, 231000], "כ־11 קניות צפויות בשנה הקרובה.", "About 11 purchases are expected in the coming year."),
    timeline: [...sales(15, 30, 5, 12, 11, ["bra"], "sales.csv"), ...sales(16, 200, 0, 186, 1, ["machine"], "sales.csv")],
    assets: [{ kind: L("מכונה", "machine"), name: "Lelit Anna PL41", attributes: L({ שנה: "2025" }, { year: "2025" }) }],
  }, {
    need: "complement", item_name: items.clean[0], what: L("להציע טבליות ניקוי למכונה", "Offer cleaning tablets for the machine"),
    why: L("חצי שנה עם המכונה ועוד לא נקנה חומר ניקוי. 6 מכל 10 בעלי מכונה כזו קונים עד עכשיו.", "Half a year with the machine and no cleaner bought. 6 in 10 owners of this machine have by now."),
    due_day: dayOf(0), probability: 0.38, probability_low: 0.27, probability_high: 0.5,
    numbers: [{ label: L("המכונה נקנתה", "Machine bought"), value: L("לפני 186 ימים", "186 days ago") }, { label: L("קונים גם ניקוי", "Also buy cleaner"), value: "61% (54–68)" }],
  });

  add({
    name: "ד״ר שירה בן־דוד", given: "שירה", family: "בן־דוד", gender: "f", stage: "lapsed", since: "2020-06-21", city: "הרצליה",
    contacts: [{ kind: "mail", value: "shira.bd@example.co.il" }],
    ways: [{ channel: "mail", allowed: false, why: whyWays.mail }, { channel: "whatsapp", allowed: false, why: L("אין טלפון", "no phone") }],
    value: worth([0.41, 0.22, 0.63], [2.6, 0.4, 6.1], [34000, 5000, 82000], "ייתכן שהתרחקה: הסיכוי שעדיין לקוחה הוא 41%.", "May have drifted away: the chance that she still is a customer is 41%."),
    timeline: sales(17, 21, 4, 96, 18, ["eth", "bra"], "sales.csv"),
  }, {
    need: "care", what: L("לשאול לשלומה, מעבר לדלפק", "Ask how she is, across the counter"),
    why: L("קנתה כל שלושה שבועות במשך שנה, ולא נראתה 96 ימים.", "Bought every three weeks for a year, and has not been seen for 96 days."),
    late: L("איחור של 75 יום", "75 days late"), due_day: dayOf(-75), probability: 0.41, probability_low: 0.22, probability_high: 0.63,
    numbers: [{ label: L("18 קניות", "18 purchases"), value: L("כל 21 ± 4 ימים", "every 21 ± 4 days") }, { label: L("לא נראתה", "Not seen for"), value: L("96 ימים", "96 days") }],
  });

  add({
    name: "תמר ואיתן שגב", stage: "acquainted", since: dayOf(-4), city: "תל אביב",
    contacts: [phone("549902214")], ways: ways({ wa: true, call: true, mailWhy: whyWays.mailNo }), timeline: [],
    extra: [{ at: at(-4, 15), kind: "interaction", title: "counter", detail: L("אהבו את ברזיל סנטוס, לקחו כרטיס.", "Liked the Brazil Santos, took a card."), source: L("דנה", "Dana") }],
    consent: [granted("whatsapp", at(-4, 15), "השאירו מספר בטעימה וביקשו עדכון", "left a number at the tasting and asked for news")],
  }, {
    need: "acquaint", what: L("היכרות: לשאול איך שותים קפה בבית", "Get to know them: how do they drink coffee at home?"),
    why: L("טעמו לפני 4 ימים וביקשו עדכון. עוד לא קנו.", "They tasted 4 days ago and asked for news. Nothing bought yet."),
    due_day: dayOf(0), numbers: [{ label: L("מה ידוע", "What is known"), value: L("מעט מדי מכדי לחשב", "too little to compute") }],
  });

  add({
    name: "David Rosen", given: "David", family: "Rosen", gender: "m", stage: "regular", since: "2022-05-05", city: "Jerusalem",
    contacts: [{ kind: "mail", value: "d.rosen@example.net" }],
    ways: [{ channel: "mail", allowed: false, why: whyWays.mail }],
    value: worth([0.85, 0.7, 0.94], [8, 5, 12], [88000, 51000, 131000], "כ־8 קניות צפויות.", "About 8 purchases are expected."),
    timeline: sales(18, 40, 9, 30, 9, ["bra", "caps"], "sales.csv"),
  }, {
    held: true, need: "replenish", item_name: items.bra[0], what: L("לא פונים: אין הסכמה לדיוור", "Left alone: no consent to mailings"),
    why: L("הקפה כנראה נגמר בעוד שבוע. בביקור הבא אפשר לשאול אם לשלוח תזכורת.", "The coffee probably runs out in a week. At the next visit, ask whether reminders are welcome."),
    due_day: dayOf(7), probability: 0.44, probability_low: 0.3, probability_high: 0.6,
  });
  add({
    name: "נעמה גולן", given: "נעמה", family: "גולן", gender: "f", stage: "regular", since: "2024-01-08", city: "חולון",
    contacts: [phone("505512238")], ways: ways({ wa: true, call: true }),
    value: worth([0.92, 0.81, 0.98], [12, 8, 17], [143000, 92000, 201000], "כ־12 קניות צפויות.", "About 12 purchases are expected."),
    timeline: sales(19, 28, 5, 27, 16, ["caps"], "sales.csv"),
  }, {
    held: true, need: "replenish", item_name: items.caps[0], what: L("נשארת בלי פנייה, כדי לדעת אם פניות עוזרות", "Left alone, to learn whether turning to people helps"),
    why: L("1 מכל 10 נבחר בהגרלה ונשאר בקבוצת ההשוואה.", "1 in 10 is drawn by lot and stays in the comparison group."),
    due_day: dayOf(1), probability: 0.6, probability_low: 0.47, probability_high: 0.72,
  });

  const more = [["רוני לפיד", "0547", "regular"], ["רונן אברג׳יל", "0529", "buyer"], ["אברהם רונן", "0503", "lapsed"], ["Ronnie Blau", "0586", "visitor"],
    ["לאה גולדברג־שטיין", "0544", "member"], ["מרים אבו־ראס", "0521", "regular"], ["Łukasz Nowak", "0538", "buyer"]];
  more.forEach(([name, pre, stage], i) => add({
    name, stage, since: "2023-05-01", city: i % 2 ? "חיפה" : "תל אביב", contacts: [phone(`${pre.slice(1)}${String(31415 + i * 1117).padStart(6, "0")}`)],
    timeline: sales(40 + i, 20 + i * 3, 6, 15 + i, 4 + i, ["bra", "choc"], "sales.csv"), ways: ways({ call: true }),
    sentence: L("אין כרגע צורך שעומד לפנינו. נראה שוב אחרי הקנייה הבאה.", "No need stands before us now. We look again after the next purchase."),
  }));

  const batches = [
    { batch: id(502), at: at(-2, 7), file: "sales.csv", kind: "sales", source: "קופה", state: "applied", rows: 4871, new: 212, updated: 18, same: 4637, bad: 4, who: "דנה" },
    { batch: id(501), at: "2024-02-03T08:00:00Z", file: "לקוחות.xlsx", kind: "customers", source: "אקסל", state: "applied", rows: 1204, new: 1187, updated: 0, same: 17, bad: 0, who: "דנה" },
    { batch: id(500), at: "2024-02-03T07:40:00Z", file: "customers-old.csv", kind: "customers", source: "אקסל", state: "undone", rows: 990, new: 990, updated: 0, same: 0, bad: 0, who: "דנה" },
  ];
  const card = (names, phones, more = {}) => ({ since: "2024-02-03T08:00:00Z", names, phones, mails: [], addresses: [], birthdays: [], ids: [], members: [], numbers: [], ...more });
  const twice = (n, name, other, phones, others, born) => ({
    customer: id(800 + n), name, other: id(900 + n), other_name: other, probability: 0.62, weight: 0.7,
    why: L("תאריך לידה זהה, שם משפחה זהה; אבל טלפון אחר", "the same birthday, the same family name; but another phone"),
    parts: [{ field: "prior", kind: "", level: "prior", bits: -12.4 }, { field: "birthday", kind: "birth", level: "same", bits: 11.8 },
      { field: "family", kind: "family", level: "same", bits: 4.1 }, { field: "phone", kind: "phone", level: "different", bits: -2.5 },
      { field: "family", kind: "family", level: "same", frequency: true, bits: -0.3 }],
    card: card([name], phones, { birthdays: [born], sales: 14, spent: 128000, last: at(-9), currency: "ILS" }),
    other_card: card([other], others, { birthdays: [born], mails: ["r@example.com"] }),
  });
  const reviews = [
    twice(1, "רונית לפידור", "Ronit Lapidor-Blau", ["054-123-4567"], ["052-765-4321"], "1984-05-17"),
    twice(2, "דוד אלמגור", "ד. אלמגור", ["050-555-0178"], ["050-555-0179"], "1971-11-02"),
    twice(3, "מרים אבו־ראס", "Miriam Abu Ras", ["052-131-4150"], [], "1990-01-30"),
  ];
  return { people, today, batches, reviews };
}
