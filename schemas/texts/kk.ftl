## Verdicts

verdict-genuine = Түпнұсқа
verdict-not-genuine = Түпнұсқа емес
verdict-cannot-tell = Анықтау мүмкін болмады

## Outcomes of a check

outcome-passed = өтті
outcome-failed = өтпеді
outcome-indeterminate = тексеру мүмкін болмады

## What is checked

check-shape = Құжаттың пішімі
check-proof = Қолтаңба
check-proof-purpose = Қолтаңбаның мақсаты
check-key-belongs-to-issuer = Қолтаңбаның кілті
check-dates = Күндер
check-issuer-accredited = Біліктілік беру құқығы
check-number-known = Тізілімдегі нөмір
check-digest-registered = Тіркелген мазмұнға сәйкестік
check-status = Кері қайтарып алу
check-programme-registered = Тізілімдегі бағдарлама
check-presentation-shape = Көрсетілімнің пішімі
check-presentation-proof = Көрсетушінің қолтаңбасы
check-challenge = Осы тексеру үшін көрсетілген
check-holder = Иесі көрсеткен

## Form of the document

shape-fits = Құжат микробіліктілік сертификатының пішіміне сай.
shape-broken = Құжат микробіліктілік сертификатының пішіміне сай емес. Орны { $pointer }: { $problem }.
    .advice = Иесінен ұйымнан алған бастапқы файлды сұраңыз; қайта терілген немесе түрлендірілген көшірме жарамайды.
unknown-context = Құжатта осы тізілімнің сертификаттарында жоқ сөздік қолданылған: { $context }.
    .advice = Иесінен сертификат берген ұйымнан алған бастапқы файлды сұраңыз.
other-register = Сертификат осы бағдарлама сенетін тізілімге емес, басқа тізілімге жатады: { $id }.
    .advice = Оны сол тізілімге сенетін бағдарламамен тексеріңіз немесе осы тізілімнің сертификатын сұраңыз.
not-checked = Алдыңғы тексерулердің бірі өтпегендіктен тексерілмеді.
    .advice = Алдымен сол тексерудің себебін анықтаңыз, содан кейін қайталаңыз.

## Signature

signature-valid = Қолтаңба мазмұнға сәйкес келеді. Қол қойылған уақыты: { $created }.
signature-invalid = Қолтаңба мазмұнға сәйкес келмейді: қол қойылғаннан кейін бірдеңе өзгертілген немесе қолтаңба басқа құжаттан алынған.
    .advice = Бұл құжатқа сенбеңіз. Нөмірді тізілімнен іздеп, сертификат берген ұйымға хабарласыңыз.
proof-missing = Құжатқа қол қойылмаған.
    .advice = Иесінен қол қойылған файлды сұраңыз; басып шығарылған парақ немесе үзінді жеткіліксіз.
proof-malformed = Қолтаңбаны оқу мүмкін емес: { $problem }.
    .advice = Иесінен ұйымнан алған бастапқы файлды сұраңыз.
proof-unsupported = Бұл бағдарлама мұндай қолтаңбаны тексермейді: { $cryptosuite }.
    .advice = Нөмірді тізілімнен іздеңіз немесе ұйымнан сертификатты әдеттегі түрде сұраңыз.
unsignable-data = Құжатта қолтаңба қамти алмайтын деректер бар: { $problem }.
    .advice = Бұл құжатқа сенбеңіз. Иесінен ұйымнан алған бастапқы файлды сұраңыз.

## Purpose of the signature

purpose-fits = Қолтаңба өз мақсатында қолданылған.
purpose-wrong = Қолтаңба басқа мақсатта қойылған: { $expected } орнына { $found }.
    .advice = Бұл құжатқа сенбеңіз. Иесінен ұйымнан алған бастапқы файлды сұраңыз.

## Key of the signature

key-of-issuer = Қолтаңбаның кілті сертификат берген ұйымға тиесілі: { $key }.
key-of-another = Құжатқа { $key } кілтімен қол қойылған, ал ол сертификатта көрсетілген { $issuer } ұйымына тиесілі емес.
    .advice = Бұл құжатқа сенбеңіз. Ол туралы құжатта аталған ұйымға хабарлаңыз.
key-unknown = Ұйымда мұндай кілт жоқ: { $key }.
    .advice = Бұл құжатқа сенбеңіз. Ұйымнан осы сертификатты бергенін-бермегенін сұраңыз.
key-not-in-force = Сертификат тіркелген кезде ({ $at }) { $key } кілті қолданыста болмаған.
    .advice = Ұйымнан сертификатты растауды немесе жаңасын беруді сұраңыз.
key-revoked = Сертификат тіркелген кезде { $key } кілті бөгде қолда болған, мына уақыттан бастап: { $since }.
    .advice = Бұл құжатқа сенбеңіз. Ұйымнан сертификатты растауды немесе жаңасын беруді сұраңыз.
extract-key-not-in-force = Үзінді-көшірмеге қол қойылған кезде ({ $at }) { $key } кілті күшінде болмаған.
    .advice = Иесінен сертификаттың өзін немесе жаңа үзінді-көшірмені сұраңыз.
extract-key-revoked = { $key } кілті бөгде қолда, мына уақыттан бастап: { $since }. Ол кілт кімде болса, үзінді-көшірмеге кез келген күнмен қол қоя алады.
    .advice = Иесінен сертификаттың өзін сұраңыз: оның мазмұны тіркелген.
keys-unavailable = Қолтаңбаның кімнің кілтімен қойылғанын анықтау мүмкін болмады: { $why }.
    .advice = Интернет байланысын тексеріп, кейінірек қайталаңыз.

## Dates

in-force = Сертификат қолданыста.
not-yet-valid = Сертификат мына уақыттан бастап күшіне енеді: { $from }.
    .advice = Осы уақыттан кейін қайта тексеріңіз.
expired = Сертификаттың қолданылу мерзімі аяқталған: { $until }.
    .advice = Иесінен жаңа сертификаты бар-жоғын сұраңыз.
dates-contradict = Сертификаттағы күндер бір-біріне қайшы: { $problem }.
    .advice = Сертификат берген ұйымнан мұны түсіндіруді сұраңыз.

## Right to award

issuer-accredited = Сертификат тіркелген кезде ({ $at }) оператор { $awardingBody } ұйымына микробіліктілік беруге рұқсат еткен.
issuer-not-accredited-then = Сертификат тіркелген кезде ({ $at }) { $issuer } ұйымының микробіліктілік беру құқығы болмаған.
    .advice = Сертификат микробіліктілікті растамайды. Мұны қате деп санасаңыз, тізілім операторына хабарласыңыз.
extract-issuer-not-accredited = Үзінді-көшірмеге қол қойылған кезде ({ $at }) { $issuer } ұйымының микробіліктілік беру құқығы болмаған.
    .advice = Иесінен сертификаттың өзін сұраңыз: оның мазмұны тіркелген.
issuer-unknown = Микробіліктілік беруге құқығы бар ұйымдардың арасында { $issuer } жоқ.
    .advice = Бұл құжатқа сенбеңіз. Мұны қате деп санасаңыз, тізілім операторына хабарласыңыз.
trust-list-unavailable = Микробіліктілік беруге құқығы бар ұйымдардың тізімін алу мүмкін болмады: { $why }.
    .advice = Интернет байланысын тексеріп, кейінірек қайталаңыз.
trust-list-invalid = Микробіліктілік беруге құқығы бар ұйымдардың алынған тізімі операторға тиесілі емес: { $problem }.
    .advice = Басқа байланыс арқылы қайталаңыз. Көмектеспесе, тізілім операторына хабарлаңыз.
trust-list-stale = Микробіліктілік беруге құқығы бар ұйымдардың қолда бар тізімінің мерзімі өтіп кеткен: { $until }.
    .advice = Жаңа тізімді алу үшін интернетке қосылып, қайталаңыз.

## Number and content in the register

number-registered = { $number } нөмірімен сертификат тіркелген, тіркелген уақыты: { $at }.
number-unknown = Тізілімде { $number } нөмірі жоқ.
    .advice = Бұл құжатқа сенбеңіз. Нөмірді түпнұсқамен салыстырып, ұйымға хабарласыңыз.
number-not-used = { $number } нөмірі берілген, бірақ ол бойынша сертификат тіркелмеген.
    .advice = Ұйымнан сертификатты беру аяқталғанын-аяқталмағанын сұрап, қайта тексеріңіз.
number-of-another = { $number } нөмірі басқа ұйымның немесе басқа бағдарламаның сертификатына тиесілі.
    .advice = Бұл құжатқа сенбеңіз. Ол туралы құжатта аталған ұйымға хабарлаңыз.
register-unavailable = Тізілімге сұрау салу мүмкін болмады: { $why }.
    .advice = Интернет байланысын тексеріп, кейінірек қайталаңыз немесе иесінен оператордың түбіртегін сұраңыз.
receipt-without-entry = Оператордың түбіртегі дұрыс, бірақ тізілімде бұл нөмір жоқ.
    .advice = Тізілім операторына хабарлаңыз: оның деректері толық болмауы мүмкін. Кейінірек қайта тексеріңіз.
receipt-invalid = Тіркеу туралы түбіртекті оператор бермеген немесе ол осы сертификатқа арналмаған: { $problem }.
    .advice = Түбіртексіз, интернет арқылы тексеріңіз немесе иесінен бастапқы файлды сұраңыз.
digest-equal = Мазмұны тіркелген мазмұнмен бірдей.
digest-differs = Бұл нөмірмен басқа мазмұн тіркелген.
    .advice = Бұл құжатқа сенбеңіз. Ұйымнан өзі тіркеген сертификатты сұраңыз.
extract-of-registered = Бұл үзінді-көшірме: нөмірді тізілім растайды, ал ондағы мазмұнды ұйымның қолтаңбасы растайды.
extract-by-other-key = Үзінді-көшірмеге { $key } кілтімен, ал тіркелген сертификатқа басқа кілтпен қол қойылған.
    .advice = Иесінен сертификаттың өзін сұраңыз немесе ұйымнан үзінді-көшірмеге қол қойған-қоймағанын біліңіз.

## Revocation

not-revoked = Сертификат кері қайтарып алынбаған. Деректердің уақыты: { $asOf }.
revoked = Сертификат кері қайтарып алынған.
    .advice = Ол енді жарамсыз. Иесінен немесе ұйымнан себебін біліп, жаңа сертификатты сұраңыз.
revoked-for = Сертификат кері қайтарып алынған, { $at }: { $cause ->
        [data-error] онда қате деректер болған
        [issued-in-error] ол қателесіп берілген
        [result-annulled] нәтиже жойылған
        [replaced] оның орнына басқа сертификат берілген
        [key-compromised] оған қол қойылған кілт бөгде қолға түскен
        [holder-request] иесі сұраған
       *[other] { $cause }
    }.
    .advice = { $cause ->
        [data-error] Ол енді жарамсыз. Иесінен түзетілген сертификатты сұраңыз.
        [replaced] Ол енді жарамсыз. Иесінен орнына берілген сертификатты сұраңыз.
        [key-compromised] Ол енді жарамсыз. Иесінен қайта қол қойылған сертификатты сұраңыз.
       *[other] Ол енді жарамсыз. Толығырақ білу үшін ұйымға хабарласыңыз.
    }
replaced = Бұл сертификаттың орнына басқасы берілген, { $at }: { $number }.
    .advice = Ол енді жарамсыз. Иесінен { $number } сертификатын сұраңыз немесе осы нөмірді тізілімнен іздеңіз.
on-hold = Сертификаттың қолданысы тоқтатыла тұрған, { $at }: { $cause ->
        [under-review] ұйым нәтижені тексеріп жатыр
        [key-incident] қол қойылған кілттің бөгде қолға түскен-түспегені анықталып жатыр
        [holder-request] иесі сұраған
       *[other] { $cause }
    }.
    .advice = Әзірге оған сенбеңіз. Оны берген ұйымнан сұраңыз немесе кейінірек қайта тексеріңіз.
status-unavailable = Сертификаттың кері қайтарып алынған-алынбағанын анықтау мүмкін болмады: { $why }.
    .advice = Интернет байланысын тексеріп, кейінірек қайталаңыз.
status-list-invalid = Кері қайтарып алынғандардың алынған тізімі операторға тиесілі емес: { $problem }.
    .advice = Басқа байланыс арқылы қайталаңыз. Көмектеспесе, тізілім операторына хабарлаңыз.
status-list-stale = Кері қайтарып алынғандардың қолда бар тізімінің мерзімі өтіп кеткен: { $until }.
    .advice = Жаңа тізімді алу үшін интернетке қосылып, қайталаңыз.
status-list-elsewhere = Сертификатта операторға тиесілі емес тізім көрсетілген: { $list }.
    .advice = Бұл құжатқа сенбеңіз. Нөмірді тізілімнен іздеп, ұйымға хабарласыңыз.

## Programme in the register

programme-registered = { $programme } бағдарламасы микробіліктіліктер тізіліміне енгізілген.
programme-unknown = Микробіліктіліктер тізілімінде { $programme } бағдарламасы жоқ.
    .advice = Ұйымнан сертификаттың қай бағдарлама бойынша берілгенін сұраңыз.
programme-not-admitted-then = Сертификат тіркелген кезде ({ $at }) { $programme } бағдарламасы тізілімде болмаған.
    .advice = Ұйымнан немесе тізілім операторынан мұны түсіндіруді сұраңыз.
programme-differs = Сертификаттағы бағдарлама туралы мәліметтер тізілімдегіден өзгеше: { $problem }.
    .advice = Тізілімге сүйеніңіз және ұйымнан айырмашылықты түсіндіруді сұраңыз.
programme-unavailable = Бағдарламаны тізілімнен сұрау мүмкін болмады: { $why }.
    .advice = Интернет байланысын тексеріп, кейінірек қайталаңыз.

## Presentation

holder-bound = Сертификат өзі берілген әмияннан көрсетілді: { $holder }.
holder-differs = Сертификат көрсетілген әмиянға берілмеген: { $holder }.
    .advice = Бұл көрсетілімге сенбеңіз. Сертификатты өзі берілген әмияннан көрсетуді сұраңыз.
holder-not-bound = Сертификат әмиянға байланбаған, сондықтан бағдарлама оны кім көрсетіп тұрғанын анықтай алмайды.
    .advice = Сертификаттағы есімді жеке басты куәландыратын құжатпен салыстырыңыз.
challenge-fits = Көрсетілім осы тексеру үшін жасалған.
challenge-wrong = Көрсетілім басқа тексеру үшін жасалған немесе бұрын қолданылған: бұл көшірме болуы мүмкін.
    .advice = Сертификатты қазір, дәл сізге қайта көрсетуді сұраңыз.
domain-wrong = Көрсетілім басқа алушы үшін жасалған: { $found }.
    .advice = Сертификатты дәл сізге көрсетуді сұраңыз.

## Rules of programmes

rule-text-missing = Мына тілдерде мәтін жоқ: { $languages }.
rule-module-required = Бағдарламада кемінде бір пән (курс, модуль) болуы тиіс: оны қосыңыз.
rule-credit-minimum = Бағдарламаның көлемі кемінде 1 академиялық кредит, көрсетілгені: { $found }.
rule-hours-per-credit-minimum = Бір академиялық кредит кемінде 30 академиялық сағат, көрсетілгені: { $found }.
rule-hours-too-few = Көрсетілген кредиттерге академиялық сағат жеткіліксіз: { $found }, кемінде { $needed } қажет.
rule-credit-sum = Пәндер кредиттерінің қосындысы { $sum }, ал бағдарламада { $credits } көрсетілген: сәйкестендіріңіз.
rule-hour-sum = Пәндердің академиялық сағаттарының қосындысы { $sum }, ал бағдарламада { $hours } көрсетілген: сәйкестендіріңіз.
rule-topic-required = Пәннің тақырыптары жоқ: оқу-тақырыптық жоспарды қосыңыз.
rule-code-twice = { $code } коды екі рет қолданылған: әр бөлікке өз кодын беріңіз.
rule-competency-required = Бағдарламаның негізінде кемінде бір құзырет болады: оны қосыңыз.
rule-outcome-required = Бағдарламада кемінде бір оқыту нәтижесі болуы тиіс: оны қосыңыз.
rule-outcome-without-competency = Оқыту нәтижесі ешбір құзыретпен байланысты емес: кемінде біреуін көрсетіңіз.
rule-reference-unknown = { $code } коды бағдарламада анықталмаған: оны түзетіңіз немесе сол бөлікті қосыңыз.
rule-outcome-not-assessed = { $code } оқыту нәтижесін ешбір бағалау құралы өлшемейді: құрал қосыңыз немесе бар құралмен байланыстырыңыз.
rule-criteria-required = Бағалау құралының критерийлері жоқ: өлшенетін критерийлерді қосыңыз.
rule-teaching-required = Кемінде бір оқыту стратегиясы мен бір оқыту әдісі қажет.
rule-weight-sum = Бағалау құралдары салмақтарының қосындысы 100 % емес, { $sum } %.
rule-grade-scale-unknown = Тізілімде { $name } бағалау шкаласы жоқ.
rule-pass-mark-too-low = Өту балы кредит берілетін ең төменгі нәтижеден — { $lowest } %-дан төмен.
rule-level-out-of-range = Біліктілік шеңберінің деңгейі 1-ден 8-ге дейін, көрсетілгені: { $found }.
rule-instruction-language-required = Кемінде бір оқыту тілі қажет.
rule-language-twice = { $language } тілі екі рет көрсетілген: бір рет қалдырыңыз.
rule-employer-required = Бағдарламаны әзірлеуге кемінде бір жұмыс беруші қатысады: оны серіктестердің арасында көрсетіңіз.
rule-internal-review-required = Ұйымның өз ішіндегі сараптаманың оң қорытындысы қажет.
rule-external-review-required = Жұмыс берушінің сыртқы сараптамасының оң қорытындысы қажет.
rule-review-negative = Бұл сараптаманың қорытындысы теріс: теріс қорытынды болмаса ғана бағдарлама тізілімге енгізіледі.
rule-degree-programme-required = Микробіліктілік кіріктірілген білім беру бағдарламасы аталмаған: оны көрсетіңіз.
rule-address-not-web = Бұл интернет мекенжайы емес: { $found }. https:// деп басталатын мекенжайды көрсетіңіз.
rule-address-of-another = { $address } мекенжайы атауы басқа ұйымға тиесілі: әр ұйымға өз мекенжайын көрсетіңіз.
rule-version-minimum = Бағдарламаның нұсқалары 1-ден бастап нөмірленеді.
rule-supersedes-itself = Нұсқа өзін өзі ауыстыра алмайды: алдыңғы нұсқаның кодын көрсетіңіз.
rule-labour-market-required = Бағдарлама еңбек нарығының сұранысына сай жасалады: сол сұранысты және жұмысқа орналасу мүмкіндіктерін көрсетіңіз.
rule-too-many = Жазбалар тым көп: { $limit } жазбадан асырмаңыз.

## Reasons of revocations

revocation-data-error = сертификаттағы қате деректер
revocation-issued-in-error = қателесіп берілген
revocation-result-annulled = нәтиже жойылған
revocation-replaced = басқа сертификатпен ауыстырылған
revocation-key-compromised = қол қою кілті бөгде қолға түскен
revocation-holder-request = иесінің өтініші бойынша

## Status in the register

status-allocated = нөмір берілген, сертификат әлі тіркелмеген
status-active = қолданыста
status-on-hold = қолданысы тоқтатыла тұрған
status-revoked = кері қайтарып алынған
hold-under-review = нәтиже тексерілуде
hold-key-incident = кілттің бөгде қолда емес-еместігі анықталуда
hold-holder-request = иесі сұраған

## Values of programmes and of the list of institutions, each by its name in the data

integration-StandAlone = Дербес
integration-EmbeddedInDegree = Білім беру бағдарламасына кіріктірілген
participation-Onsite = Күндізгі (аудиторияда)
participation-Online = Онлайн
participation-Blended = Аудиторияда және онлайн
assessment-Examination = Емтихан
assessment-Project = Жобаны қорғау
assessment-Portfolio = Портфолио
supervision-None = Бақылаусыз
supervision-OnlineProctored = Онлайн, прокторингпен
supervision-OnsiteWithIdCheck = Аудиторияда, жеке басты куәландыратын құжатты тексерумен
review-Internal = Ішкі сараптама
review-External = Сыртқы сараптама
review-Positive = оң
review-Negative = теріс
awarding-body-HigherEducation = Жоғары және жоғары оқу орнынан кейінгі білім беру ұйымы
awarding-body-College = Колледж
awarding-body-TrainingCentre = Оқу немесе білім беру орталығы
awarding-body-Company = Компания

## Life of a programme: stages

programme-stage-drafted = жоба
programme-stage-internally-reviewed = ішкі сараптамадан өтті
programme-stage-externally-reviewed = сыртқы сараптамадан өтті
programme-stage-approved = бекітілді
programme-stage-submitted = тізілімге жіберілді
programme-stage-admitted = тізілімге енгізілді
programme-stage-returned = ескертулермен қайтарылды
programme-stage-withdrawn = кері қайтарып алынды
programme-stage-superseded = жаңа нұсқамен ауыстырылды

## Life of a programme: events

programme-event-drafted = жоба енгізілді
programme-event-changed = құжат өзгертілді
programme-event-reviewed = сараптама енгізілді
programme-event-approved = бекітілді
programme-event-approval-lifted = бекіту күші жойылды
programme-event-submitted = тізілімге жіберілді
programme-event-admitted = тізілімге енгізілді
programme-event-returned = ескертулермен қайтарылды
programme-event-taken-back = тізілімнен кері алынды
programme-event-withdrawn = кері қайтарып алынды
programme-event-superseded = жаңа нұсқамен ауыстырылды

## Life of a programme: why something cannot happen now

programme-refused-not-drafted = Бағдарламаның жобасы әлі жоқ: алдымен оны енгізіңіз.
programme-refused-not-now = Қазір бұлай істеуге болмайды ({ $event }): бағдарламаның жағдайы — { $stage }.
programme-refused-other-content = Бұл { $named } мазмұны туралы, ал бағдарламаның қазіргі мазмұны { $present }: қазіргі құжатты қайта қараңыз.
programme-refused-unchanged = Құжатта ештеңе өзгермеген.
programme-refused-internal-review-first = Сыртқы сараптама ішкі сараптаманың оң қорытындысынан кейін енгізіледі: алдымен ішкі сараптаманы енгізіңіз.
programme-refused-statement-twice = Бұл сараптама енгізілген.
programme-refused-reviewer-in-two-roles = { $reviewer } бұл мазмұнды басқа рөлде сараптаған: бір ұйым бір ғана рөлде сараптайды.
programme-refused-remarks-missing = Себебі көрсетілмеген: ескертулерді жазыңыз.
programme-refused-too-many-reviews = Бұл мазмұнның сараптамалары тым көп: артығын енгізбеңіз.
programme-refused-objection-stands = { $reviewer } сараптамасының қорытындысы оң емес: ескертулерді ескеріп, құжатты өзгертіңіз немесе қайта сараптама алыңыз.
programme-refused-internal-review-missing = Ішкі сараптаманың оң қорытындысы жоқ: оны енгізіңіз.
programme-refused-employer-review-missing = Жұмыс берушінің оң сараптамасы жоқ: оны енгізіңіз.
programme-refused-version-closed = { $version } нұсқасы енді өзгермейді ({ $stage }): өзгертілген құжатты { $next } нұсқасы етіп енгізіңіз.
programme-refused-version-unfinished = { $version } нұсқасымен жұмыс аяқталмаған ({ $stage }): алдымен оны аяқтаңыз немесе кері қайтарып алыңыз.
programme-refused-version-out-of-order = Нұсқалар бірінен кейін бірі жүреді: соңғысы { $latest }, көрсетілгені { $found }.
programme-refused-code-too-long = { $programme } коды тым ұзын: тізілім кодында 32 таңбадан артық болмайды.

## Signed reviews

review-role-Internal = Ішкі сараптама
review-role-ExternalEmployer = Жұмыс берушінің сараптамасы
review-role-ExternalExpert = Сырттан келген сарапшының пікірі
review-WithRemarks = ескертулермен
review-void-content-changed = сараптамадан кейін құжат өзгертілді
review-void-reviewed-again = осы ұйым сол мазмұнды қайта сараптады

## Differences between versions

difference-added = қосылды
difference-removed = алынып тасталды
difference-changed = өзгертілді
difference-moved = орны ауысты

## Members of a programme's document

member-code = Коды
member-version = Нұсқасы
member-supersedes = Ауыстырылатын нұсқа
member-name = Атауы
member-purpose = Мақсаты
member-awardedQualification = Берілетін микробіліктілік
member-integration = Бағдарлама түрі
member-kind = Түрі
member-degreeProgramme = Білім беру бағдарламасы
member-url = Мекенжайы
member-modules = Пәндер
member-credits = Кредиттер
member-academicHours = Академиялық сағаттар
member-topics = Тақырыптар
member-hoursPerCredit = Бір кредиттегі сағаттар
member-competencies = Құзыреттер
member-references = Сілтемелер
member-framework = Шеңбер
member-outcomes = Оқыту нәтижелері
member-statement = Тұжырымы
member-teaching = Оқыту
member-strategies = Стратегиялар
member-methods = Әдістер
member-assessment = Бағалау
member-gradeScale = Бағалау шкаласы
member-passMark = Өту балы
member-instruments = Бағалау құралдары
member-criteria = Критерийлер
member-weight = Салмағы
member-finalAttestation = Қорытынды аттестаттау
member-supervision = Жеке басын тексеру
member-level = Деңгейі
member-nqf = Ұлттық біліктілік шеңбері
member-eqf = Еуропалық біліктілік шеңбері
member-instructionLanguages = Оқыту тілдері
member-participation = Оқу нысаны
member-prerequisites = Талаптар
member-labourMarket = Еңбек нарығы
member-need = Мамандарға сұраныс
member-prospects = Жұмысқа орналасу мүмкіндіктері
member-outlook = Мамандардың жетіспеуі не артықтығы
member-sources = Дереккөздер
member-partners = Серіктестер
member-employer = Жұмыс беруші
member-kk = қазақша
member-ru = орысша
member-en = ағылшынша
