/* SPDX-License-Identifier: Apache-2.0
 * What a column's header says it is, in the languages tables of people come in. The values have to agree (kinds.c). */
#include "kinds_int.h"
#include "utf8.h"

/* Parted by '|'. Words in any order, all of them must be there; "=x": the whole header. The first line that fits counts. In folded letters (mk_fold_text). */
static const struct { mk_link_kind kind; const char *words; } header_words[] = {
    { MK_LK_NAME, "first and surname|full name|=fullname|nombre completo|nombre y apellidos|nombre apellidos|nom complet|nom prenom|nome completo|nome cognome|imie nazwisko|"
        "ad soyad|adi soyadi|фио|=ф и о|полное имя|ονοματεπωνυμο|الاسم الكامل|=姓名|=氏名|שם מלא|שם פרטי ומשפחה|שם ומשפחה|vor und nachname|volledige naam" },
    { MK_LK_OTHER_NAMES, "middle|=midname|=mname|midl name|second name|segundo nombre|отчество|по батькові|patronymic|tussenvoegsel|שם אמצעי|שם האב|father name" },
    { MK_LK_GIVEN, "first name|given name|given|=forenames|=firstname|=first|=givenname|forename|fname|=fn|first nm|=gname|שם פרטי|=פרטי|=prenom|=prenoms|vorname|=rufname|"
        "voornaam|roepnaam|=voornamen|primer nombre|=nombre de pila|=nombres|primeiro nome|=prenome|=imie|=jmeno|=keresztnev|=fornavn|=fornamn|=etunimi|имя|=ім я|=име|"
        "الاسم الاول|=名|=名字" },
    { MK_LK_FAMILY, "last name|family name|surname|lname|=ln|last nm|=sname|=lastname|=last|=family|=familyname|שם משפחה|=משפחה|nachname|=zuname|familienname|apellido|apellidos|nom famille|"
        "achternaam|familienaam|cognome|sobrenome|=apelido|nazwisko|prijmeni|priezvisko|vezeteknev|efternavn|etternavn|efternamn|sukunimi|soyad|soyadi|soyisim|фамилия|"
        "прізвище|презиме|επωνυμο|العايلة|=姓" },
    { MK_LK_CITY, "birth place|=birthplace|place birth|lugar nacimiento|lieu naissance|geburtsort|geboorteplaats|luogo nascita|место рождения|מקום לידה|ארץ לידה" },
    { MK_LK_BIRTH, "birth date|date birth|=dob|=birthdate|=birthday|birth day|=born|dob|birth year|year birth|=birthyear|=yob|=bday|=by|תאריך לידה|=לידה|יום הולדת|שנת לידה|nacimiento|naissance|"
        "=ne le|=nee le|ne e le|geburtsdatum|geburtstag|=geboren|=gebdat|geburtsjahr|geboortedatum|geboortejaar|=geboren op|nascita|=nato il|nascimento|urodzenia|narozeni|fodselsdato|"
        "fodelsedatum|syntymaaika|dogum|рождения|народження|γεννησησ|الميلاد|=生日|=出生日期" },
    { MK_LK_MAIL, "mail|email|=emailadres|אימייל|מייל|דוא\"ל|דואל|דואר אלקטרוני|correo|courriel|epost|eposta|почта|البريد|=邮箱" },
    { MK_LK_PHONE, "phone|mobile|cell|=tel|tel|telephone|cellphone|=phonenumber|=mob|whatsapp|msisdn|טלפון|נייד|פלאפון|סלולרי|סלולארי|=טל|fax|telefono|telefon|telefonnummer|telefoon|"
        "telefoonnummer|telefone|movil|celular|portable|=handy|handynummer|mobil|mobilnummer|mobiel|=gsm|=tlf|телефон|=тел|мобильный|τηλεφωνο|κινητο|هاتف|جوال|موبايل|تلفون|=电话|=手机" },
    { MK_LK_NATID, "soc sec|social security|=ssn|national id|id number|identity number|id card|=tz|teudat zehut|תעודת זהות|ת\"ז|תז|מספר זהות|passport|=nhs|nhs number|=nino|=dni|=nif|=nie|=curp|"
        "=cpf|=pesel|=bsn|codice fiscale|personnummer|cedula|снилс|паспорт|=身份证" },
    { MK_LK_POSTCODE, "postcode|=zip|zip|zipcode|postal code|post code|מיקוד|codigo postal|code postal|=plz|postleitzahl|=cap|=cep|kod pocztowy|postnummer|=postnr|индекс|posta kodu|=邮编" },
    { MK_LK_HOUSE, "street number|house number|=house|מספר בית|house|building number|hausnummer|=hausnr|huisnummer|=civico|=дом" },
    { MK_LK_CITY, "city|town|suburb|locality|village|municipality|עיר|יישוב|ישוב|ciudad|poblacion|localidad|=ville|commune|=stadt|=ort|wohnort|woonplaats|=plaats|=citta|=comune|cidade|"
        "miasto|miejscowosc|=mesto|kaupunki|sehir|город|місто|πολη|المدينة|=مدينة|=城市" },
    { MK_LK_ADDRESS, "address|street|רחוב|כתובת|=addr|addr|direccion|=calle|domicilio|adresse|=rue|strasse|anschrift|adres|straat|straatnaam|indirizzo|=via|endereco|=rua|ulica|adresa|"
        "адрес|улица|вулиця|διευθυνση|العنوان|عنوان|=地址" },
    { MK_LK_WORD, "state|gender|=sex|sex|occupation|country|title|מין|profession|עיסוק|מקצוע|sexo|=sexe|geschlecht|geslacht|=пол|الجنس|=性别|anrede|suffix|=sufx|race|ethnicity" },
    { MK_LK_IGNORE, "=source|source system|source dataset|=system|=dataset|=batch|created|updated|modified|timestamp|=מקור|invoice|receipt|order|purchase|amount|=sum|=total|price|=qty|quantity|discount|balance|=points|last visit|=visits|joined|join date|registered|"
        "סכום|סה\"כ|סהכ|מחיר|כמות|הנחה|יתרה|נקודות|חשבונית|קבלה|הזמנה|קנייה|קניה|רכישה|ביקור|הצטרפות|fecha compra|importe|betrag|rechnung|kaufdatum|bedrag|montant|facture|сумма|покупки" },
    { MK_LK_NAME, "=name|=names|=שם|customer name|שם לקוח|שם הלקוח|client name|person name|contact name|patient name|author name|member name|student name|employee name|=nom|=nombre|=nome|=naam|"
        "=ad|=adi|=isim|=ime|=ονομα|=الاسم|=이름" },
};

/* Headers of whoever the table is about. What stands below may be a name or a number. */
static const char whose[] = "=customer|=client|=patient|=author|=person|=member|=guest|=student|=employee|=contact|=inventor|=voter|=owner|=holder|=cliente|=paciente|=kunde|=klant|=patientin|"
    "=клиент|=пациент|=לקוח|=מטופל|=חבר|=תלמיד";

/* Lower case, what is no letter or digit to one blank; blanks around. */
static mk_str header_of(mk_arena *a, mk_str s)
{
    mk_str t = mk_fold_text(a, s);
    mk_buf b = mk_buf_on(a);
    mk_buf_c(&b, ' ');
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        bool in = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || (c == '"' && i && (unsigned char)t.p[i - 1] >= 0x80);
        if (in) mk_buf_c(&b, (char)c);
        else if (b.p[b.n - 1] != ' ') mk_buf_c(&b, ' ');
    }
    if (b.p[b.n - 1] != ' ') mk_buf_c(&b, ' ');
    return mk_buf_str(&b);
}

static bool has_word(mk_str h, mk_str w)
{
    for (size_t i = 0; i + w.n + 2 <= h.n; i++)
        if (h.p[i] == ' ' && memcmp(h.p + i + 1, w.p, w.n) == 0 && h.p[i + 1 + w.n] == ' ') return true;
    return false;
}

static bool fits(mk_str h, mk_str w)
{
    if (w.p[0] == '=') return h.n == w.n + 1 && memcmp(h.p + 1, w.p + 1, w.n - 1) == 0;
    for (size_t from = 0; from < w.n; ) {
        size_t to = from;
        while (to < w.n && w.p[to] != ' ') to++;
        if (!has_word(h, mk_str_sub(w, from, to))) return false;
        from = to + 1;
    }
    return true;
}

static bool fits_any(mk_str h, mk_str words)
{
    for (size_t from = 0; from < words.n; ) {
        size_t to = from;
        while (to < words.n && words.p[to] != '|') to++;
        if (fits(h, mk_str_sub(words, from, to))) return true;
        from = to + 1;
    }
    return false;
}

mk_header_says mk_header_read(mk_arena *a, mk_str header)
{
    mk_str h = header_of(a, header);
    mk_header_says r = { .kind = MK_LK_KINDS_ };
    r.numbers = has_word(h, MK_S("id")) || has_word(h, MK_S("index")) || has_word(h, MK_S("key")) || has_word(h, MK_S("row"));
    r.age = fits_any(h, MK_S("=age|=edad|=alter|=leeftijd|=eta|=idade|=возраст|=גיל"));
    r.whose = fits_any(h, mk_str_of(whose));
    for (size_t i = 0; i < sizeof header_words / sizeof *header_words; i++)
        if (fits_any(h, mk_str_of(header_words[i].words))) { r.kind = header_words[i].kind; break; }
    return r;
}
