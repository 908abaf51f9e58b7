// SPDX-License-Identifier: Apache-2.0
// The words of the desk in Hebrew, the original. Address is neutral: nouns and infinitives, never a gendered imperative.
// What the server says in sentences is not here; only names of things, labels and the desk's own messages.

import { iso } from "./isolate";

const many = (n: number, one: string, two: string, rest: string) => (n === 1 ? one : n === 2 ? two : rest);

export const he = {
  name: "מכיר",
  tagline: "מי שמכיר, יודע למי לפנות היום",
  language: "שפה",
  otherLanguage: "English",
  skip: "דילוג לתוכן",
  nav: { label: "ראשי", today: "היום", customers: "לקוחות", imports: "ייבוא", more: "הגדרות" },

  signin: {
    title: "כניסה",
    name: "שם",
    password: "סיסמה",
    show: "הצגת הסיסמה",
    hide: "הסתרת הסיסמה",
    go: "כניסה",
    busy: "רגע…",
    refused: "השם או הסיסמה אינם נכונים",
    refusedHint: "שכחת סיסמה? מי שמנהל את המחשב יכול לקבוע חדשה:",
    expired: "פג תוקף הכניסה",
    expiredHint: "אחרי כניסה מחדש ממשיכים בדיוק מכאן.",
  },

  greeting: (hour: number) =>
    hour < 5 ? "ערב טוב" : hour < 12 ? "בוקר טוב" : hour < 17 ? "צהריים טובים" : "ערב טוב",

  today: {
    title: "היום",
    list: "למי לפנות היום",
    emptyTitle: "אין למי לפנות היום, וגם זו תשובה",
    emptyHint: "כשיגיע הזמן של מישהו, השם יופיע כאן עם הסיבה. עוד נתונים עושים את זה מדויק יותר:",
    allDone: "זהו להיום",
    allDoneHint: "כל הפניות של היום טופלו. מחר יהיו חדשות.",
    since: (y: string) => `כאן מאז ${y}`,
    done: "בוצע",
    later: "לא עכשיו",
    wrong: "לא נכון",
    visit: "בביקור הבא",
    noWay: "אין עכשיו דרך מותרת לפנות: הזמן לדבר הוא בביקור הבא.",
    opened: (way: string) => `נפתח: ${way}. נשאר רק לסמן:`,
    why: "למה, ולמה עכשיו",
    whyNot: (channel: string) => `למה לא ${channel}:`,
    panel: (name: string) => `למה ${iso(name)}, ולמה עכשיו`,
    openCustomer: "לדף הלקוח",
    pick: "בחירת כרטיס מציגה כאן למה דווקא הלקוח הזה, ולמה עכשיו.",
    marked: {
      done: (name: string) => `${iso(name)}: בוצע`,
      later: (name: string) => `${iso(name)}: לא עכשיו`,
      wrong: (name: string) => `${iso(name)}: סומן כלא נכון`,
    },
    undo: "ביטול",
    close: "סגירה",
    whyWrong: "מה לא נכון? (לא חובה)",
    reasons: ["כבר נקנה", "לא מתאים", "פרטים שגויים"],
    otherReason: "סיבה אחרת",
    send: "שמירה",
    markFailed: "הסימון לא נשמר",
    again: "ניסיון נוסף",
    refresh: "רענון",
  },

  why: {
    probability: "סיכוי שזה נכון עכשיו",
    alive: "עדיין לקוח פעיל",
    value: "שווי צפוי ב־12 חודשים",
    range: (low: string, high: string) => `בין ${low} ל־${high}`,
    ways: "איך מותר לפנות",
    lateBy: "מועד",
  },

  rhythm: {
    title: "קצב הקניות",
    today: "היום",
    expected: "צפוי",
    typical: (d: string) => `כל ${d} ימים בערך`,
    label: (n: number, typical: string, from: string, to: string) =>
      `${n} קניות על ציר הזמן${typical ? `, בדרך כלל כל ${typical} ימים` : ""}${from ? `, הבאה צפויה בין ${from} ל־${to}` : ""}`,
    few: "מעט מדי קניות מכדי לראות קצב",
  },

  search: {
    label: "חיפוש לקוח",
    placeholder: "חיפוש לקוח: שם, טלפון, מייל",
    results: (n: number) => many(n, "תוצאה אחת", "שתי תוצאות", `${n} תוצאות`),
    none: "לא נמצא אף אחד",
    noneHint: "אפשר לחפש בחלק משם, בכמה ספרות מטלפון או במייל.",
    clear: "ניקוי החיפוש",
    by: { name: "לפי שם", phone: "לפי טלפון", mail: "לפי מייל", id: "לפי מזהה", number: "לפי מספר" } as Record<string, string>,
    go: "לדף הלקוח",
    lastAt: (d: string) => `לאחרונה ${d}`,
  },

  customers: {
    title: "לקוחות",
    hint: "חיפוש לפי שם בעברית או באנגלית, חלק מטלפון, מייל או מספר לקוח.",
    recent: "נפתחו לאחרונה",
    recentNone: "עדיין לא נפתח כאן דף של לקוח.",
    add: "לקוח חדש",
    addTitle: "לקוח חדש",
    name: "שם",
    phone: "טלפון",
    mail: "מייל",
    gender: "מין",
    saved: (name: string) => `${iso(name)}: נוסף`,
  },

  customer: {
    back: "חזרה",
    sections: "חלקי הדף",
    since: (d: string) => `כאן מאז ${d}`,
    spent: "סך הקניות",
    orders: "קניות",
    last: "קנייה אחרונה",
    next: "הצעד הבא",
    nextNone: "אין צעד מומלץ כרגע.",
    value: "שווי",
    valueNone: "מעט מדי נתונים מכדי לדעת.",
    alive: "סיכוי שזה עדיין לקוח פעיל",
    orders12: "קניות צפויות ב־12 חודשים",
    money12: "סכום צפוי ב־12 חודשים",
    needs: "צרכים",
    needsNone: "עדיין לא ידוע על צורך. קניות, עובדות והערות מלמדות.",
    moreNeeds: (n: number) => many(n, "עוד צורך אחד", "עוד שני צרכים", `עוד ${n} צרכים`),
    timeline: "ציר הזמן",
    timelineNone: "עדיין אין כאן אירועים.",
    all: "הכול",
    moreEvents: "עוד אירועים",
    lines: (n: number) => many(n, "שורה אחת", "שתי שורות", `${n} שורות`),
    facts: "עובדות",
    factsNone: "עוד לא ידוע דבר. מה שנאמר בשיחה שווה שורה אחת כאן.",
    contacts: "פרטי קשר",
    contactsNone: "אין פרטי קשר.",
    assets: "מה שיש ללקוח",
    consent: "הסכמה לפנייה",
    consentNone: "אין הסכמה רשומה. בלי הסכמה לא שולחים פרסומת.",
    lawful: "איך מותר לפנות עכשיו",
    allowed: "מותר",
    refused: "אסור",
    notes: "הערה",
    history: "היסטוריית שינויים",
    historyShow: "הצגת השינויים",
    historyNone: "לא היו שינויים.",
    before: "היה",
    after: "עכשיו",
    sources: "מאיפה זה ידוע",
    from: (s: string) => `מתוך: ${iso(s)}`,
    confidence: (p: string) => `ודאות ${p}`,
    due: (d: string) => `סביב ${d}`,
    chance: (p: string) => `${p} סיכוי`,
    rename: "תיקון השם",
    copied: "הועתק",
    andMore: (first: string, n: number) => `${iso(first)} ועוד ${n}`,
    doc: "מסמך",
    until: (d: string) => `עד ${d}`,
    first: "הרשומה הראשונה",
    addContact: "הוספת טלפון או מייל",
    joined: (why: string) => `אוחד לפי ${why}`,
    copy: (v: string) => `העתקת ${v}`,
  },

  history: {
    deeds: { added: "נוסף", changed: "שונה", removed: "הוסר" } as Record<string, string>,
    entities: {
      customer: "פרטי הלקוח", fact: "עובדה", consent: "הסכמה", interaction: "הערה או פנייה", contact_point: "פרטי קשר", asset: "מה שיש ללקוח",
      action: "הצעה של היום", sale: "קנייה", link: "איחוד רשומות",
    } as Record<string, string>,
  },

  forms: {
    save: "שמירה",
    cancel: "ביטול",
    saving: "נשמר…",
    saved: "נשמר",
    required: "שדה חובה",
    optional: "לא חובה",
    addNote: "הוספת הערה",
    notePlaceholder: "מה נאמר, מה קרה, מה חשוב לזכור…",
    addFact: "הוספת עובדה",
    factKind: "סוג",
    factValue: "מה ידוע",
    factOrigin: "מאיפה זה ידוע",
    factFrom: "מתאריך",
    addConsent: "רישום הסכמה",
    channel: "ערוץ",
    purpose: "מטרה",
    state: "מצב",
    evidence: "הוכחה",
    evidenceHint: "מה נאמר או נכתב, איפה, ועל ידי מי. למשל: אישור בכתב בקופה, טופס מועדון",
    evidenceNeeded: "בלי הוכחה אין הסכמה: מה נאמר או נכתב, איפה ומתי",
    place: "איפה זה נאמר",
    given: "שם פרטי",
    family: "שם משפחה",
    fullName: "שם מלא",
    gender: "מין",
    nothingChanged: "לא השתנה דבר",
    hintSave: "Ctrl+Enter שומר",
  },

  genders: { "": "לא ידוע", f: "נקבה", m: "זכר" } as Record<string, string>,
  stages: {
    visitor: "התעניינות", acquainted: "היכרות", buyer: "בתחילת הדרך", regular: "קשר קבוע", member: "מועדון", lapsed: "התרחקות",
  } as Record<string, string>,
  needs: {
    replenish: "חידוש מלאי", complement: "משלים", similar: "דומה", due: "מועד טיפול", occasion: "אירוע", information: "מידע",
    care: "תשומת לב", acquaint: "היכרות",
  } as Record<string, string>,
  channels: {
    whatsapp: "וואטסאפ", sms: "SMS", mail: "מייל", call: "שיחת טלפון", phone: "טלפון", visit: "פנים אל פנים",
  } as Record<string, string>,
  /** What the button of a way says. */
  act: { whatsapp: "וואטסאפ", sms: "שליחת SMS", mail: "שליחת מייל", call: "חיוג" } as Record<string, string>,
  contactKinds: {
    phone: "טלפון", mail: "מייל", email: "מייל", address: "כתובת", member: "מספר מועדון", social: "רשת חברתית", national_id: "ת״ז", key: "מספר לקוח",
  } as Record<string, string>,
  purposes: { advertising: "פרסומת", service: "שירות" } as Record<string, string>,
  states: { granted: "ניתנה", refused: "סירוב", withdrawn: "בוטלה", claimed: "רשומה, בלי הוכחה" } as Record<string, string>,
  origins: {
    said: "נאמר על ידי הלקוח", staff: "נרשם בצוות", observed: "נראה בקניות", inferred: "הסקה", "": "לא ידוע",
  } as Record<string, string>,
  factKinds: {
    birthday: "יום הולדת", child: "ילדים", pet: "חיית מחמד", size: "מידה", taste: "טעם", hobby: "תחביב", diet: "תזונה",
    preferred_hour: "שעה מועדפת", allergy: "אלרגיה", work: "עבודה",
  } as Record<string, string>,
  touchpoints: {
    call: "שיחת טלפון", whatsapp: "וואטסאפ", sms: "SMS", mail: "מייל", visit: "ביקור", counter: "בקופה", site: "באתר", survey: "סקר",
    service: "פניית שירות", delivery: "משלוח", club: "מועדון", advert: "פרסומת",
  } as Record<string, string>,
  sources: { staff: "צוות" } as Record<string, string>,
  kinds: {
    sale: "קניות", return: "החזרות", cancelled: "ביטולים", note: "הערות", interaction: "פניות", consent: "הסכמות", fact: "עובדות",
    import: "ייבוא",
  } as Record<string, string>,

  imports: {
    title: "ייבוא",
    hint: "כל קובץ שנכנס, מה עשה, וביטול מלא שלו.",
    empty: "עדיין לא יובא קובץ",
    emptyHint: "הייבוא נעשה מהמחשב שבו מכיר מותקן:",
    counts: {
      rows: "שורות", new: "חדשות", updated: "עודכנו", same: "ללא שינוי", bad: "פגומות",
    } as Record<string, string>,
    undone: "בוטל",
    undo: "ביטול הייבוא",
    undoAsk: (file: string) => `לבטל את כל מה שנכנס מתוך ${iso(file)}? שינויים שנעשו אחר כך ביד יישמרו.`,
    undoYes: "כן, לבטל",
    undoNo: "לא",
    undoDone: (removed: number, restored: number, kept: number) =>
      `הוסרו ${removed}, הוחזרו לקדמותן ${restored}, נשמרו ${kept}`,
    by: (who: string) => `על ידי ${iso(who)}`,
  },

  more: {
    title: "הגדרות",
    look: "תצוגה ושפה",
    theme: "תצוגה",
    themes: { auto: "כמו במכשיר", light: "בהיר", dark: "כהה" } as Record<string, string>,
    toDark: "מעבר לתצוגה כהה",
    toLight: "מעבר לתצוגה בהירה",
    keys: "קיצורי מקלדת",
    keysOn: "קיצורים של אות אחת פועלים",
    keysHelp: "רשימת הקיצורים",
    account: "חשבון",
    role: "תפקיד",
    roles: { owner: "בעלים", manager: "ניהול", seller: "מכירה", reader: "צפייה", staff: "צוות" } as Record<string, string>,
    signOut: "יציאה",
    access: "נגישות",
    accessText:
      "המסכים נבנו לפי WCAG 2.1 ברמה AA: הכול פועל במקלדת, בקורא מסך, בהגדלה עד 400% ובתצוגה כהה, ובלי תנועה כשהמכשיר מבקש כך. מה שלא עובד כך הוא תקלה, וראוי לדווח עליה לבעלי העסק.",
  },

  keys: {
    title: "קיצורי מקלדת",
    search: "חיפוש",
    move: "לכרטיס הבא, לקודם",
    open: "פתיחת דף הלקוח",
    done: "בוצע",
    later: "לא עכשיו",
    wrong: "לא נכון",
    undo: "ביטול הסימון האחרון",
    help: "החלון הזה",
    esc: "סגירה, חזרה",
    save: "שמירה בטופס",
    layout: "האותיות הן לפי מקומן במקלדת, ולכן הן פועלות גם כשהמקלדת בעברית.",
  },

  errors: {
    title: "משהו לא הסתדר",
    status: (s: number) => `השרת ענה ${s}`,
    offline: "אין תשובה מהשרת",
    offlineHint: "כדאי לבדוק את הרשת ושהתוכנה makir serve פועלת.",
    retry: "ניסיון נוסף",
    loading: "טעינה…",
    notFound: "הלקוח הזה לא נמצא",
    toSearch: "לחיפוש",
  },
};

type Widen<T> = T extends (...a: infer A) => string
  ? (...a: A) => string
  : T extends string
    ? string
    : T extends string[]
      ? string[]
      : { [K in keyof T]: Widen<T[K]> };

export type Strings = Widen<typeof he>;
