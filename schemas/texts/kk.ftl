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
