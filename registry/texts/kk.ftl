service-name = Микробіліктіліктер тізілімі

# Start page
section-lookup = Нөмірді тексеру
start-title = Микробіліктіліктер тізілімі
start-lead = Мұнда сертификат нөмірін тексеруге, бағдарламалар мен микробіліктілік беруге құқылы ұйымдарды көруге болады.
start-figures = Тізілімде
figure-bodies = Ұйымдар
figure-programmes = Қолданыстағы бағдарламалар
start-documents = Әзірлеушілер үшін
document-trust-list = Ұйымдардың қол қойылған тізімі
document-did = Оператордың DID құжаты
document-context = JSON-LD контексі
document-schema = Сертификаттың JSON схемасы

# Look-up
lookup-label = Сертификат нөмірі
lookup-hint = Сертификаттағыдай 14 цифр; бос орындар маңызды емес.
lookup-button = Табу
lookup-malformed-title = Бұл сертификат нөмірі емес
lookup-unknown-title = Тізілімде мұндай нөмір жоқ
lookup-unknown = { $number } нөмірі ешкімге берілмеген. Оны сертификатпен салыстырыңыз; дұрыс болса, сертификатқа сенбей, онда көрсетілген ұйымға хабарласыңыз.
number-length = Сертификат нөмірінде 14 цифр бар, мұнда { $found }. Нөмірді сертификатпен салыстырыңыз.
number-character = Сертификат нөмірінде тек цифрлар болады, «{ $found }» таңбасы жоқ. Нөмірді сертификатпен салыстырыңыз.
number-check-digits = Бақылау цифрлары сәйкес келмейді: бір цифр қате немесе екеуі орын ауыстырған. Нөмірді сертификатпен салыстырыңыз.

# Certificate
certificate-title = Сертификат
certificate-programme = Бағдарлама
certificate-body = Ұйым
certificate-registered = Тіркелген
certificate-on-hold = Тоқтатыла тұрған
certificate-replaced-by = Орнына берілген
certificate-supersedes = Мынаның орнына
certificate-revoked = Кері қайтарылған
certificate-reason = Себебі
certificate-receipt = Оператордың түбіртегі
certificate-no-person = Тізілімде иесі туралы мәлімет сақталмайды. Сертификаттың кімге берілгенін және түпнұсқа екенін білу үшін файлдың өзін тексеріңіз.

# Programmes
programmes-title = Бағдарламалар
programmes-none = Тізілімде әзірге бағдарлама жоқ.
programmes-first = Басынан бастап
programmes-next = Келесі бағдарламалар
programme-name = Атауы
programme-supersedes = Орнына келген бағдарлама
programme-code = Коды
programme-version = нұсқа
programme-state = Күйі
programme-admitted = Тізілімге енгізілген
programme-withdrawn = Кері қайтарылған
programme-qualification = Берілетін микробіліктілік
programme-volume = Еңбек көлемі
programme-credits = Кредиттер
programme-hours = Академиялық сағаттар
programme-volume-words = Кредиттер: { $credits }, академиялық сағаттар: { $hours }
programme-integration = Түрі
programme-level = Деңгейі
programme-nqf = ҰБШ
programme-eqf = ЕБШ
programme-languages = Оқыту тілдері
programme-participation = Қатысу нысаны
programme-prerequisites = Түсушілерге қойылатын талаптар
programme-modules = Мазмұны (оқу-тақырыптық жоспар)
programme-module = Пән
programme-topics = Тақырыптар
programme-competencies = Құзыреттер
programme-outcomes = Оқыту нәтижелері
programme-teaching = Оқыту және оқу
programme-strategies = Стратегиялар
programme-methods = Әдістер
programme-assessment = Бағалау жүйесі
programme-grade-scale = Бағалау шкаласы
programme-pass-mark = Өту балы
programme-final = Қорытынды аттестаттау
programme-instruments = Бағалау құралдары
programme-instrument = Бағалау құралы
programme-measures = Оқыту нәтижелері
programme-criteria = Критерийлер
programme-weight = Үлесі
programme-reviews = Сараптама
programme-review-document = қорытынды
programme-partners = Әзірлеуге кім қатысты
programme-employer = жұмыс беруші

# Awarding bodies
bodies-title = Ұйымдар
bodies-lead = Микробіліктілік беруге кім, қай уақыттан бері құқылы және қандай кілттермен қол қояды.
bodies-none = Тізілімде әзірге ұйым жоқ.
body-code = Коды
body-kind = Түрі
body-url = Сайты
body-accreditation = Аккредиттеу
body-suspension = Тоқтатыла тұрған
body-keys = Кілттер
body-key = Кілт
body-in-force = Қолданыста
body-key-compromised = бөгде қолда, басталған уақыты:
interval-open = { $from } бастап
interval-closed = { $from } – { $until }

# Rules of programmes that depend on the register
rule-review-in-future = Сараптама күні әлі келген жоқ: түзетіңіз.
rule-reviewer-is-awarding-body = Сарапшының мекенжайы ұйымның өз мекенжайымен бірдей: комиссияның немесе жұмыс берушінің өз мекенжайын көрсетіңіз.
rule-supersedes-unknown = ол ауыстыратын бағдарлама тізілімде сіздің ұйымыңыздың атында жоқ
rule-address-not-of-the-web = Бұл интернеттегі мекенжай емес: ол https:// немесе http:// деп басталуы керек.
rule-review-statement-missing = Бұл сараптаманың қол қойылған мәлімдемесі жоқ: бағдарламаны сараптамаларының мәлімдемелерімен бірге жіберіңіз.
rule-review-statement-of-nothing = Құжатта бұл мәлімдемеге сай сараптама жоқ: әр сараптамаға бір мәлімдемеден, сараптамалардың ретімен жіберіңіз.
rule-review-statements-too-many = Мәлімдемелер саны { $found } — оқылатын шектен көп: әр сараптамаға біреуден, 50-ден асырмай жіберіңіз.
rule-review-statement-too-large = Мәлімдемеде { $found } байт бар: 65536 байттан артық сақталмайды.
rule-review-statement-malformed = Бұл — сараптаманың қол қойылған мәлімдемесі емес: { $problem }.
rule-review-statement-signature = Мәлімдеменің қолтаңбасы жарамсыз: { $problem }. Оған қайта қол қойыңыз.
rule-review-statement-not-by-issuer = Мәлімдемеге онда көрсетілген шығарушы емес, { $signer } қол қойған.
rule-review-statement-issuer-unknown = Тізілім басқа серверлерге жүгінбейтіндіктен, { $issuer } кілттерін біле алмайды: сараптамаға оның атынан қол қойыңыз немесе did:key не did:jwk арқылы қол қойғызыңыз.
rule-review-statement-key-unknown = Мәлімдемеге { $key } кілтімен қол қойылған, ол шығарушының кілті емес.
rule-review-statement-key-ended = { $key } кілті қол қойылған кезде қолданыста болмаған немесе бөгде қолға түскен: мәлімдемеге қайта қол қойыңыз.
rule-review-statement-in-future = Мәлімдемеге { $at } қол қойылғаны жазылған — бұл қазіргі уақыттан кейін: сағаттарды тексеріңіз.
rule-review-statement-of-other-programme = Мәлімдеме жіберілген бағдарламаға немесе нұсқаға қатысты емес.
rule-review-statement-of-other-content = Мәлімдеме жіберілген мазмұнға қатысты емес (оның хеші — { $submitted }): сараптаманы қайта жүргізіңіз.
rule-review-statement-no-digest = Құжаттың канондық түрі жоқ, сондықтан мәлімдеме оның мазмұнына қатысты бола алмайды.
rule-review-statement-differs = Құжаттағы сараптама мәлімдемеге сай емес: сарапшыны, рөлін, күнін, шешімін және мекенжайын қол қойылғандай етіп көшіріңіз.
rule-review-statement-signed-for-another = Мәлімдемеге { $signer } ұйымы қол қойған, ал сараптаманы басқа ұйым жүргізген: ол тек өзі үшін қол қояды.
