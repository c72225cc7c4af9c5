/* SPDX-License-Identifier: MIT */
#include "release/phrases.h"

#include <string.h>

const char *const t4_phrases_languages[T4_PHRASES_LANGUAGES] = {"en", "ru", "ky"};

/* By subject, in the order in which files use them. */
static const char *const phrases[][T4_PHRASES_LANGUAGES] = {
    /* the release */
    {"Trade in goods", "Торговля товарами", "Товар соодасы"},
    {", reporter ", ", отчитывающаяся страна ", ", отчёт берүүчү өлкө "},
    {"Release", "Выпуск", "Чыгарылыш"},
    {"Reporter", "Отчитывающаяся страна", "Отчёт берүүчү өлкө"},
    {"Vintage", "Редакция данных", "Маалыматтын редакциясы"},
    {"First and last period", "Первый и последний период", "Биринчи жана акыркы мезгил"},
    {"Status", "Статус", "Статусу"},
    {"Classification", "Классификация", "Классификация"},
    {"Trade system", "Система учёта торговли", "Сооданы эсепке алуу системасы"},
    {"Valuation", "Стоимостная оценка", "Наркын баалоо"},
    {"Partner", "Партнёр", "Өнөктөш"},
    {"Source", "Источник", "Булагы"},
    {"Licence", "Лицензия", "Лицензия"},
    {"Contact", "Контакт", "Байланыш"},
    {"Protection", "Защита", "Коргоо"},
    {"none", "нет", "жок"},
    {"by record", "по каждой записи", "ар бир жазуу боюнча"},
    {"Not certified: published without disclosure control. Reason given by the office: %.800s",
     "Не заверено: опубликовано без защиты от раскрытия. Причина, названная ведомством: %.800s",
     "Күбөлөндүрүлгөн эмес: ачыкка чыгаруудан коргоосуз жарыяланды. Мекеме айткан себеп: %.800s"},
    {"Certified: numbers that would reveal a trader are hidden, and it was proved that no hidden "
     "number can be told from what is published",
     "Заверено: числа, которые раскрыли бы участника торговли, скрыты, и доказано, что ни одно "
     "скрытое число нельзя определить по опубликованному",
     "Күбөлөндүрүлгөн: соода катышуучусун ачып коё турган сандар жашырылган жана жарыялангандан "
     "жашырылган санды аныктоого мүмкүн эмес экени далилденген"},

    /* words of a template */
    {"general", "общая", "жалпы"},
    {"special", "специальная", "атайын"},
    {"special_relaxed", "специальная в широком смысле", "кеңири мааниде атайын"},
    {"special_strict", "специальная в узком смысле", "тар мааниде атайын"},
    {"origin", "страна происхождения", "келип чыккан өлкөсү"},
    {"consignment", "страна отправки партии", "партия жөнөтүлгөн өлкө"},
    {"dispatch", "страна отправления", "жөнөтүүчү өлкө"},
    {"last_destination", "последняя известная страна назначения", "акыркы белгилүү барар өлкө"},
    {"destination", "страна назначения", "барар өлкө"},
    {"purchase", "страна покупки", "сатып алган өлкө"},
    {"sale", "страна продажи", "саткан өлкө"},
    {"customs", "таможенная стоимость", "бажы наркы"},
    {"statistical", "статистическая стоимость", "статистикалык нарк"},
    {"declarations", "декларации", "декларациялар"},
    {"surveys", "обследования", "изилдөөлөр"},
    {"estimates", "оценки", "баалоолор"},
    {"administrative", "административные данные", "административдик маалыматтар"},
    {"mixed", "смешанный", "аралаш"},
    {"provisional", "предварительные", "алдын ала"},
    {"preliminary", "первоначальные", "баштапкы"},
    {"estimated", "оценочные", "бааланган"},
    {"revised", "пересмотренные", "такталган"},
    {"final", "окончательные", "акыркы"},

    /* flows, statuses */
    {"domestic exports", "экспорт отечественных товаров", "өз өлкөдө өндүрүлгөн товарлардын экспорту"},
    {"imports of foreign goods", "импорт иностранных товаров", "чет өлкөлүк товарлардын импорту"},
    {"imports", "импорт", "импорт"},
    {"re-imports", "реимпорт", "реимпорт"},
    {"re-exports", "реэкспорт", "реэкспорт"},
    {"exports", "экспорт", "экспорт"},
    {"normal value", "обычное значение", "кадимки маани"},
    {"break in the series", "разрыв ряда", "катардын үзүлүшү"},
    {"estimate", "оценка", "баалоо"},
    {"data included in another category", "данные включены в другую категорию",
     "маалымат башка категорияга киргизилген"},
    {"not applicable: the number cannot exist, as different units are never added",
     "неприменимо: числа нет, так как разные единицы не складываются",
     "колдонулбайт: ар башка бирдиктер кошулбагандыктан, мындай сан жок"},
    {"not available", "нет данных", "маалымат жок"},
    {"provisional value", "предварительное значение", "алдын ала маани"},
    {"hidden to protect a trader", "скрыто для защиты участника торговли",
     "соода катышуучусун коргоо үчүн жашырылган"},
    {"low reliability", "низкая надёжность", "ишенимдүүлүгү төмөн"},
    {"confidential", "конфиденциально", "купуя"},
    {"confidential: few traders", "конфиденциально: мало участников", "купуя: катышуучулар аз"},
    {"confidential to protect others", "конфиденциально для защиты других", "башкаларды коргоо үчүн купуя"},
    {"confidential: one or two traders dominate", "конфиденциально: преобладают один или два участника",
     "купуя: бир же эки катышуучу басымдуулук кылат"},
    {"confidential: few traders hold most", "конфиденциально: большая часть у немногих участников",
     "купуя: көпчүлүгү аз катышуучуда"},
    {"confidential: one trader dominates", "конфиденциально: преобладает один участник",
     "купуя: бир катышуучу басымдуулук кылат"},
    {"confidential: two traders dominate", "конфиденциально: преобладают два участника",
     "купуя: эки катышуучу басымдуулук кылат"},
    {"free for publication", "может публиковаться", "жарыялоого болот"},
    {"not for publication", "не подлежит публикации", "жарыяланбайт"},
    {"All goods", "Все товары", "Бардык товарлар"},
    {"World", "Весь мир", "Бүткүл дүйнө"},
    {"different units, not added", "разные единицы, не складываются", "ар башка бирдиктер, кошулбайт"},

    /* the page */
    {"codes at the finest level", "кодов на самом подробном уровне", "эң деталдуу деңгээлдеги коддор"},
    {"partners", "партнёров", "өнөктөштөр"},
    {"published rows in all tables", "опубликовано строк во всех таблицах",
     "бардык таблицаларда жарыяланган саптар"},
    {"rows hidden to protect a trader", "строк скрыто для защиты участников торговли",
     "соода катышуучуларын коргоо үчүн жашырылган саптар"},
    {"hidden", "скрыто", "жашырылган"},
    {"The coarsest table as a list", "Самая общая таблица списком", "Эң жалпы таблица тизме түрүндө"},
    {"Code", "Код", "Код"},
    {"Commodity", "Товар", "Товар"},
    {"To stay small this page holds a part of the rows, coarse ones first; all are in the files. "
     "Rows in the page and rows left out:",
     "Чтобы остаться небольшой, страница содержит часть строк, сначала более общие; все строки есть в "
     "файлах. Строк на странице и строк опущено:",
     "Барак чакан болушу үчүн анда саптардын бир бөлүгү гана бар, алгач жалпылары; баары файлдарда. "
     "Барактагы жана калтырылган саптар:"},
    {"Nothing is hidden: the office publishes without protection.",
     "Ничего не скрыто: ведомство публикует данные без защиты.",
     "Эч нерсе жашырылган эмес: мекеме маалыматты коргоосуз жарыялайт."},
    {"Nothing is hidden: no figure would reveal a trader.",
     "Ничего не скрыто: ни одно число не раскрывает участника торговли.",
     "Эч нерсе жашырылган эмес: бир дагы сан соода катышуучусун ачып койбойт."},
    {"A figure is hidden when it would let somebody work out the business of a single trader, or when "
     "a figure of that kind could be computed from it. A hidden figure is empty in every file, never "
     "zero; it is still part of the totals above it. The reason is the same for all, because reasons "
     "would narrow down what is hidden.",
     "Число скрыто, если по нему можно узнать о делах отдельного участника торговли или если из него "
     "можно вычислить такое число. Скрытое число во всех файлах пусто, а не ноль; в итогах выше оно "
     "учтено. Причина для всех указана одна, потому что причины сузили бы круг возможных значений.",
     "Сан, эгер ал аркылуу бир соода катышуучусунун иштерин билүүгө же андай санды эсептеп чыгарууга "
     "мүмкүн болсо, жашырылат. Жашырылган сан бардык файлдарда бош, нөл эмес; жогорку жыйынтыктарда ал "
     "эсепке алынган. Себеби бардыгы үчүн бирдей көрсөтүлөт, анткени себептер мүмкүн болгон маанилерди "
     "тарытмак."},
    {"Rows", "Строк", "Саптар"},
    {"Hidden", "Скрыто", "Жашырылган"},
    {"By chapter, period and flow, with the value that is hidden together:",
     "По группам, периодам и потокам, со стоимостью, скрытой в сумме:",
     "Топтор, мезгилдер жана агымдар боюнча, биргелеп жашырылган наркы менен:"},
    {"Share of rows", "Доля строк", "Саптардын үлүшү"},
    {"Name the vintage: figures are revised. The checksums in SHA256SUMS tell whether a copy is the "
     "one that was published.",
     "Указывайте редакцию: числа пересматриваются. Контрольные суммы в SHA256SUMS показывают, та ли это "
     "копия, что была опубликована.",
     "Редакциясын көрсөтүңүз: сандар такталат. SHA256SUMS ичиндеги текшерүү суммалары көчүрмө "
     "жарыялангандын өзү экенин көрсөтөт."},

    {"This release is coarser than the one before it.", "Этот выпуск грубее предыдущего.",
     "Бул чыгарылыш мурункусунан оройураак."},
    {"What is gone:", "Чего больше нет:", "Эмне жок болду:"},
    {"Changes against the release before", "Изменения относительно предыдущего выпуска",
     "Мурунку чыгарылышка салыштырмалуу өзгөрүүлөр"},
    {"Supersedes", "Заменяет", "Алмаштырат"},
    {"Cells of periods that both cover:", "Ячейки периодов, которые есть в обоих:",
     "Экөөндө тең бар мезгилдердин уячалары:"},
    {"unchanged", "без изменений", "өзгөрүүсүз"},
    {"newly hidden", "скрыто впервые", "жаңыдан жашырылган"},
    {"newly opened", "открыто впервые", "жаңыдан ачылган"},
    {"with another status", "с другим статусом", "статусу башка"},
    {"added", "добавлено", "кошулган"},
    {"removed", "удалено", "алынып салынган"},

    {"Watch lists: the trade of all their codes together", "Контрольные списки: торговля всеми их кодами вместе", "Көзөмөл тизмелери: алардын бардык коддорунун соодасы чогуу"},
    {"List", "Список", "Тизме"},
    {"Which codes each list holds is in codes/lists.csv (REST: all of the heading but these); every period and partner in data/lists.csv.",
     "Какие коды входят в каждый список, сказано в codes/lists.csv (REST: вся позиция, кроме них); все периоды и партнёры в data/lists.csv.",
     "Ар бир тизмеде кайсы коддор бар экени codes/lists.csv ичинде (REST: алардан башка бүт позиция); бардык мезгилдер жана өнөктөштөр "
     "data/lists.csv ичинде."},

    /* the presentation workbook */
    {"How to begin", "С чего начать", "Эмнеден баштоо керек"},
    {"Contents lists the sheets; Notes says how to read the numbers.",
     "«Содержание» перечисляет листы; «Примечания» говорят, как читать числа.",
     "«Мазмун» барактарды тизмелейт; «Эскертүүлөр» сандарды кантип окууну айтат."},
    {"Cover", "Обложка", "Мукаба"},
    {"Contents", "Содержание", "Мазмун"},
    {"Notes", "Примечания", "Эскертүүлөр"},
    {"Sheet", "Лист", "Барак"},
    {"What it holds", "Что на нём", "Анда эмне бар"},
    {"Note", "Примечание", "Эскертүү"},
    {"Text", "Текст", "Текст"},
    {"Period", "Период", "Мезгил"},
    {"Partner name", "Название партнёра", "Өнөктөштүн аталышы"},
    {"balance", "сальдо", "сальдо"},
    {"Imports and exports by period", "Импорт и экспорт по периодам", "Мезгилдер боюнча импорт жана экспорт"},
    {"Imports and exports by chapter", "Импорт и экспорт по группам товаров",
     "Товар топтору боюнча импорт жана экспорт"},
    {"Largest imports", "Крупнейшие статьи импорта", "Эң чоң импорт"},
    {"Largest exports", "Крупнейшие статьи экспорта", "Эң чоң экспорт"},
    {"Imports and exports by partner", "Импорт и экспорт по партнёрам", "Өнөктөштөр боюнча импорт жана экспорт"},
    {"One row for each period; balance is exports minus imports.",
     "Одна строка на период; сальдо равно экспорту минус импорт.",
     "Ар бир мезгилге бир сап; сальдо экспорттон импортту кемиткенге барабар."},
    {"One row for each chapter, all partners together.", "Одна строка на группу товаров, все партнёры вместе.",
     "Ар бир товар тобуна бир сап, бардык өнөктөштөр чогуу."},
    {"The headings with the largest amounts, all partners together.",
     "Товарные позиции с наибольшими величинами, все партнёры вместе.",
     "Эң чоң чоңдуктагы товардык позициялар, бардык өнөктөштөр чогуу."},
    {"One row for each partner, all goods together, the largest imports first.",
     "Одна строка на партнёра, все товары вместе, сначала наибольший импорт.",
     "Ар бир өнөктөшкө бир сап, бардык товарлар чогуу, алгач эң чоң импорт."},
    {"Imports and exports by \"%s\"", "Импорт и экспорт по признаку «%s»", "«%s» боюнча импорт жана экспорт"},
    {"One row for each label, at most 100, all goods and partners together, the largest imports first.",
     "Одна строка на значение, не более 100, все товары и партнёры вместе, сначала наибольший импорт.",
     "Ар бир мааниге бир сап, 100дөн ашык эмес, бардык товарлар жана өнөктөштөр чогуу, алгач эң чоң импорт."},
    {"%s, name", "%s, название", "%s, аталышы"},
    {"Sums", "Суммы", "Суммалар"},
    {T4_PHRASES_SUMS,
     "итоги, для которых в выпуске нет ячеек, сложены из его опубликованных ячеек; если одна из них скрыта, сумма "
     "неизвестна",
     "чыгарылышта өз уячалары жок жыйынтыктар анын жарыяланган уячаларынан кошулган; алардын бири жашырылган болсо, сумма "
     "белгисиз"},
    {"Shorthand in cells: ", "Сокращения в ячейках: ", "Уячалардагы кыскартуулар: "},
    {"No shorthand is used.", "Сокращения не используются.", "Кыскартуулар колдонулбайт."},
    {"All cells of the release are in the tables of the other workbook and in data/.",
     "Все ячейки выпуска есть в таблицах другой рабочей книги и в data/.",
     "Чыгарылыштын бардык уячалары башка китептин таблицаларында жана data/ ичинде."},
    {"This workbook", "Эта книга", "Бул китеп"},

    /* measures and columns */
    {"Value", "Стоимость", "Наркы"},
    {"Value in national currency", "Стоимость в национальной валюте", "Улуттук валютадагы наркы"},
    {"Net mass", "Масса нетто", "Таза салмагы"},
    {"Gross mass", "Масса брутто", "Брутто салмагы"},
    {"Quantity", "Количество", "Саны"},
    {", rounded to the nearest %s", ", округлено до %s", ", %s чейин тегеректелген"},
    {"%s%s; empty when it is not published (never 0 for a hidden number)",
     "%s%s; пусто, если не публикуется (скрытое число никогда не 0)",
     "%s%s; жарыяланбаса бош (жашырылган сан эч качан 0 эмес)"},
    {"SDMX observation status, see codes/status.csv", "статус наблюдения SDMX, см. codes/status.csv",
     "SDMX байкоо статусу, codes/status.csv караңыз"},
    {"SDMX confidentiality status, see codes/conf.csv",
     "статус конфиденциальности SDMX, см. codes/conf.csv",
     "SDMX купуялык статусу, codes/conf.csv караңыз"},
    {"unit of the quantity; 'mixed' where units differ, the quantity is then empty",
     "единица количества; 'mixed', где единицы различаются: количество тогда пусто",
     "сандын бирдиги; бирдиктер айырмаланса 'mixed': анда сан бош"},
    {"month 2023-06, quarter 2023-Q2 or year 2023", "месяц 2023-06, квартал 2023-Q2 или год 2023",
     "ай 2023-06, чейрек 2023-Q2 же жыл 2023"},
    {"M imports, X exports; of these FM foreign goods, RM re-imports, DX domestic goods, RX "
     "re-exports, where they are told apart",
     "M импорт, X экспорт; из них FM иностранные товары, RM реимпорт, DX отечественные товары, RX "
     "реэкспорт, где они различаются",
     "M импорт, X экспорт; алардын ичинен FM чет өлкөлүк товарлар, RM реимпорт, DX өз өлкөнүн "
     "товарлары, RX реэкспорт, эгер алар айырмаланса"},
    {"commodity code as text, leading zeros kept; TOTAL is all goods",
     "код товара как текст, с ведущими нулями; TOTAL означает все товары",
     "товардын коду текст катары, баштапкы нөлдөрү менен; TOTAL бардык товарларды билдирет"},
    {"partner country or area, see codes/partner.csv; W00 is the world, G_NAME a group",
     "страна-партнёр, см. codes/partner.csv; W00 означает весь мир, G_ИМЯ группу",
     "өнөктөш өлкө, codes/partner.csv караңыз; W00 бүткүл дүйнө, G_АТЫ топ"},
    {"see codes/%s.csv", "см. codes/%s.csv", "codes/%s.csv караңыз"},

    /* reading */
    {"NOT CERTIFIED", "НЕ ЗАВЕРЕНО", "КҮБӨЛӨНДҮРҮЛГӨН ЭМЕС"},
    {"hs%d (%d digits)", "hs%d (знаков: %d)", "hs%d (белгилер: %d)"},
    {"hs0 (all goods)", "hs0 (все товары)", "hs0 (бардык товарлар)"},
    {"Tables", "Таблицы", "Таблицалар"},
    {"one for each level of detail: %s. Every table counts the same trade: do not add tables to "
     "each other",
     "по одной на каждый уровень детализации: %s. Каждая таблица считает одну и ту же торговлю: не "
     "складывайте таблицы друг с другом",
     "деталдаштыруунун ар бир деңгээлине бирден: %s. Ар бир таблица ошол эле сооданы эсептейт: "
     "таблицаларды бири-бирине кошпоңуз"},
    {"Totals", "Итоги", "Жыйынтыктар"},
    {"rows of the world (W00), of groups (G_...), of quarters and years and of the flows M and X "
     "repeat what single partners, months and flows say; take one kind only before adding",
     "строки всего мира (W00), групп (G_...), кварталов и лет и потоков M и X повторяют то, что "
     "говорят отдельные партнёры, месяцы и потоки; перед сложением выберите один вид строк",
     "бүткүл дүйнөнүн (W00), топтордун (G_...), чейректердин, жылдардын жана M, X агымдарынын "
     "саптары айрым өнөктөштөр, айлар жана агымдар айткан нерсени кайталайт; кошуудан мурун бир "
     "түрүн гана алыңыз"},
    {"Rounding", "Округление", "Тегеректөө"},
    {"every number is rounded once, from its exact sum, half to even; so rounded numbers add up "
     "only within the rounding",
     "каждое число округлено один раз, от точной суммы, половина к чётному; поэтому округлённые "
     "числа сходятся лишь в пределах округления",
     "ар бир сан так суммасынан бир жолу тегеректелген; ошондуктан тегеректелген сандар "
     "тегеректөөнүн чегинде гана дал келет"},
    {"none: numbers add up exactly", "нет: числа складываются точно", "жок: сандар так кошулат"},
    {"Quantities", "Количества", "Сандар"},
    {"never added across different units", "в разных единицах никогда не складываются",
     "ар башка бирдиктерде эч качан кошулбайт"},
    {"Codes", "Коды", "Коддор"},
    {"text, not numbers: a code may begin with zero", "текст, а не числа: код может начинаться с нуля",
     "сан эмес, текст: код нөлдөн башталышы мүмкүн"},
    {"Names of goods", "Названия товаров", "Товарлардын аталыштары"},
    {"as the classification has them, in English and Russian; it has none in Kyrgyz, where the Russian name stands, and "
     "without one the English",
     "из классификации, на английском и русском; где русского нет, стоит английское; на кыргызском названий в ней нет, там "
     "стоит русское",
     "классификатордон, англис жана орус тилдеринде; кыргызча аталыштар анда жок, алардын ордунда орусча, ал да жок болсо "
     "англисче аталыш турат"},
    {"%s (status %c)", "%s (статус %c)", "%s (статусу %c)"},

    /* components of the SDMX structure */
    {"annual", "годовая", "жылдык"},
    {"year to date", "с начала года", "жыл башынан"},
    {"quarterly", "квартальная", "кварталдык"},
    {"monthly", "месячная", "айлык"},
    {"total over a list of codes", "итог по списку кодов", "коддордун тизмеси боюнча жыйынтык"},
    {"%d digits", "знаков: %d", "белгилер: %d"},
    {"Frequency", "Частота", "Жыштыгы"},
    {"Goods", "Товар", "Товар"},
    {"Flow", "Направление", "Багыты"},
    {"Digits of the code", "Число знаков кода", "Коддун белгилеринин саны"},
    {"Measure", "Показатель", "Көрсөткүч"},
    {"Value of the observation", "Значение наблюдения", "Байкоонун мааниси"},
    {"Unit", "Единица измерения", "Ченөө бирдиги"},
    {"Observation status", "Статус наблюдения", "Байкоонун статусу"},
    {"Confidentiality status", "Статус конфиденциальности", "Купуялуулук статусу"},
    {"Unit multiplier (power of ten)", "Множитель единицы (степень десяти)",
     "Бирдиктин көбөйткүчү (ондун даражасы)"},
    {"Edition of the classification", "Редакция классификации", "Классификациянын редакциясы"},
    {"Valuation of each flow", "Стоимостная оценка по направлениям", "Ар бир багыттын наркын баалоо"},
    {"Concepts of trade in goods", "Понятия торговли товарами", "Товар соодасынын түшүнүктөрү"},

    /* catalogues */
    {"Exports and imports by goods and partner, %s to %s, at these lengths of the code: ",
     "Экспорт и импорт по товарам и странам-партнёрам, с %s по %s, при такой длине кода: ",
     "Товарлар жана өнөктөштөр боюнча экспорт жана импорт, %s - %s, коддун узундугу: "},
    {"Trade by goods at %d digits", "Торговля по товарам, знаков кода: %d", "Товарлар боюнча соода, коддун белгилери: %d"},
    {"Trade in all goods", "Торговля всеми товарами", "Бардык товарлар боюнча соода"},
    {"Table", "Таблица", "Таблица"},
    {"Code list", "Список кодов", "Коддордун тизмеси"},
    {"Workbook", "Книга таблиц", "Таблицалар китеби"},
    {"SDMX-CSV data", "Данные SDMX-CSV", "SDMX-CSV маалыматтары"},
    {"SDMX-ML structure", "Структура SDMX-ML", "SDMX-ML түзүмү"},
    {"SDMX-ML generic data", "Данные SDMX-ML (generic)", "SDMX-ML маалыматтары (generic)"},
    {"SDMX-ML structure-specific data", "Данные SDMX-ML (structure-specific)",
     "SDMX-ML маалыматтары (structure-specific)"},

    /* formats */
    {"the tables and their structure in SDMX (CSV and ML 2.1)", "таблицы и их структура в SDMX (CSV и ML 2.1)",
     "таблицалар жана алардын түзүмү SDMX форматында (CSV жана ML 2.1)"},
    {"what each table's columns are, for CSV on the Web", "что содержат столбцы таблиц, для CSV on the Web",
     "таблицалардын мамычалары эмнени камтыйт, CSV on the Web үчүн"},
    {"the tables and their columns as a Data Package", "таблицы и их столбцы в виде Data Package",
     "таблицалар жана алардын мамычалары Data Package түрүндө"},
    {"the entry for DCAT-AP catalogues", "запись для каталогов DCAT-AP", "DCAT-AP каталогдору үчүн жазуу"},
    {"the entry for CKAN portals", "запись для порталов CKAN", "CKAN порталдары үчүн жазуу"},
};

static int index_of(const char *language)
{
    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++)
        if (!strcmp(t4_phrases_languages[i], language))
            return i;
    return 0;
}

const char *t4_phrases_say(const char *language, const char *english)
{
    int at = index_of(language);

    for (size_t i = 0; at > 0 && i < sizeof phrases / sizeof *phrases; i++)
        if (!strcmp(phrases[i][0], english))
            return phrases[i][at];
    return english;
}

const char *const *t4_phrases_row(size_t index)
{
    return index < sizeof phrases / sizeof *phrases ? phrases[index] : NULL;
}
