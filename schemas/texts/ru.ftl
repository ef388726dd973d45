## Verdicts

verdict-genuine = Подлинный
verdict-not-genuine = Не подлинный
verdict-cannot-tell = Определить не удалось

## Outcomes of a check

outcome-passed = пройдена
outcome-failed = не пройдена
outcome-indeterminate = выполнить не удалось

## What is checked

check-shape = Форма документа
check-proof = Подпись
check-proof-purpose = Назначение подписи
check-key-belongs-to-issuer = Ключ подписи
check-dates = Даты
check-issuer-accredited = Право присваивать квалификацию
check-number-known = Номер в реестре
check-digest-registered = Соответствие зарегистрированному
check-status = Отзыв
check-programme-registered = Программа в реестре
check-presentation-shape = Форма предъявления
check-presentation-proof = Подпись предъявителя
check-challenge = Предъявлено для этой проверки
check-holder = Предъявлено владельцем

## Form of the document

shape-fits = Документ имеет форму сертификата о микроквалификации.
shape-broken = Документ не имеет формы сертификата о микроквалификации. Место { $pointer }: { $problem }.
    .advice = Попросите у владельца исходный файл, полученный от организации; перепечатанная или преобразованная копия не годится.
unknown-context = В документе использован словарь, которого нет в сертификатах этого реестра: { $context }.
    .advice = Попросите у владельца исходный файл, полученный от организации, выдавшей сертификат.
other-register = Сертификат относится не к тому реестру, которому доверяет эта программа: { $id }.
    .advice = Проверьте его программой, которая доверяет тому реестру, или попросите сертификат этого реестра.
not-checked = Не проверялось, так как не пройдена одна из предыдущих проверок.
    .advice = Сначала разберитесь с предыдущей проверкой, затем повторите.

## Signature

signature-valid = Подпись соответствует содержанию. Подписано { $created }.
signature-invalid = Подпись не соответствует содержанию: после подписания что-то изменили или подпись взята из другого документа.
    .advice = Не полагайтесь на этот документ. Найдите номер в реестре и обратитесь в организацию, выдавшую сертификат.
proof-missing = Документ не подписан.
    .advice = Попросите у владельца подписанный файл; распечатки или выписки недостаточно.
proof-malformed = Подпись не читается: { $problem }.
    .advice = Попросите у владельца исходный файл, полученный от организации.
proof-unsupported = Подпись такого вида эта программа не проверяет: { $cryptosuite }.
    .advice = Найдите номер в реестре или попросите организацию выдать сертификат в обычном виде.
unsignable-data = В документе есть данные, которые подпись не может охватить: { $problem }.
    .advice = Не полагайтесь на этот документ. Попросите у владельца исходный файл, полученный от организации.

## Purpose of the signature

purpose-fits = Подпись использована по назначению.
purpose-wrong = Подпись поставлена с другой целью: { $found } вместо { $expected }.
    .advice = Не полагайтесь на этот документ. Попросите у владельца исходный файл, полученный от организации.

## Key of the signature

key-of-issuer = Ключ подписи принадлежит организации, выдавшей сертификат: { $key }.
key-of-another = Документ подписан ключом { $key }, который не принадлежит организации { $issuer }, указанной в сертификате.
    .advice = Не полагайтесь на этот документ. Сообщите о нём организации, которая в нём названа.
key-unknown = У организации нет такого ключа: { $key }.
    .advice = Не полагайтесь на этот документ. Узнайте у организации, выдавала ли она этот сертификат.
key-not-in-force = Ключ { $key } не действовал в момент регистрации сертификата, { $at }.
    .advice = Попросите организацию подтвердить сертификат или выдать новый.
key-revoked = Когда сертификат был зарегистрирован, ключ { $key } уже находился в чужих руках: с { $since }.
    .advice = Не полагайтесь на этот документ. Попросите организацию подтвердить сертификат или выдать новый.
extract-key-not-in-force = Когда была подписана выписка ({ $at }), ключ { $key } не действовал.
    .advice = Попросите у владельца сам сертификат или новую выписку.
extract-key-revoked = Ключ { $key } находится в чужих руках с { $since }. Тот, у кого он есть, может подписать выписку любым числом.
    .advice = Попросите у владельца сам сертификат: его содержание зарегистрировано.
keys-unavailable = Не удалось узнать, чьим ключом поставлена подпись: { $why }.
    .advice = Проверьте подключение к интернету и повторите позже.

## Dates

in-force = Сертификат действует.
not-yet-valid = Сертификат начнёт действовать { $from }.
    .advice = Проверьте его ещё раз после этого срока.
expired = Сертификат действовал до { $until }.
    .advice = Спросите у владельца, есть ли более новый сертификат.
dates-contradict = Даты в сертификате противоречат друг другу: { $problem }.
    .advice = Попросите организацию, выдавшую сертификат, разъяснить это.

## Right to award

issuer-accredited = Когда сертификат был зарегистрирован ({ $at }), организация { $awardingBody } была допущена оператором к присвоению микроквалификаций.
issuer-not-accredited-then = Когда сертификат был зарегистрирован ({ $at }), организация { $issuer } не была допущена к присвоению микроквалификаций.
    .advice = Сертификат не подтверждает микроквалификацию. Если считаете это ошибкой, обратитесь к оператору реестра.
extract-issuer-not-accredited = Когда была подписана выписка ({ $at }), организация { $issuer } не была допущена к присвоению микроквалификаций.
    .advice = Попросите у владельца сам сертификат: его содержание зарегистрировано.
issuer-unknown = Организации { $issuer } нет среди тех, кто вправе присваивать микроквалификации.
    .advice = Не полагайтесь на этот документ. Если считаете это ошибкой, обратитесь к оператору реестра.
trust-list-unavailable = Не удалось получить список организаций, которые вправе присваивать микроквалификации: { $why }.
    .advice = Проверьте подключение к интернету и повторите позже.
trust-list-invalid = Полученный список организаций, которые вправе присваивать микроквалификации, не принадлежит оператору: { $problem }.
    .advice = Повторите через другое подключение. Если не поможет, сообщите оператору реестра.
trust-list-stale = Имеющийся список организаций, которые вправе присваивать микроквалификации, был годен только до { $until }.
    .advice = Подключитесь к интернету, чтобы получить новый список, и повторите.

## Number and content in the register

number-registered = Под номером { $number } зарегистрирован сертификат, с { $at }.
number-unknown = Номера { $number } в реестре нет.
    .advice = Не полагайтесь на этот документ. Сверьте номер с оригиналом и обратитесь в организацию.
number-not-used = Номер { $number } присвоен, но сертификат под ним не зарегистрирован.
    .advice = Узнайте у организации, завершена ли выдача сертификата, и проверьте ещё раз.
number-of-another = Номер { $number } принадлежит сертификату другой организации или программы.
    .advice = Не полагайтесь на этот документ. Сообщите о нём организации, которая в нём названа.
register-unavailable = Не удалось обратиться к реестру: { $why }.
    .advice = Проверьте подключение к интернету и повторите позже или попросите у владельца квитанцию оператора.
receipt-without-entry = Квитанция оператора в порядке, однако номера в реестре нет.
    .advice = Сообщите оператору реестра: возможно, его данные неполны. Проверьте ещё раз позже.
receipt-invalid = Квитанция о регистрации выдана не оператором или не для этого сертификата: { $problem }.
    .advice = Проверьте без квитанции, через интернет, или попросите у владельца исходный файл.
digest-equal = Содержание совпадает с зарегистрированным.
digest-differs = Под этим номером зарегистрировано другое содержание.
    .advice = Не полагайтесь на этот документ. Попросите у организации сертификат, который она зарегистрировала.
extract-of-registered = Это выписка: номер подтверждает реестр, а содержание выписки подтверждает подпись организации.
extract-by-other-key = Выписка подписана ключом { $key }, а зарегистрированный сертификат другим ключом.
    .advice = Попросите у владельца сам сертификат или спросите организацию, подписывала ли она эту выписку.

## Revocation

not-revoked = Сертификат не отозван. По состоянию на { $asOf }.
revoked = Сертификат отозван.
    .advice = Он больше не действует. Узнайте у владельца или организации причину и попросите новый сертификат.
revoked-for = Сертификат отозван с { $at }: { $cause ->
        [data-error] в нём были неверные данные
        [issued-in-error] он был выдан ошибочно
        [result-annulled] результат аннулирован
        [replaced] он заменён другим сертификатом
        [key-compromised] ключ, которым он подписан, оказался в чужих руках
        [holder-request] об этом попросил владелец
       *[other] { $cause }
    }.
    .advice = { $cause ->
        [data-error] Он больше не действует. Попросите у владельца исправленный сертификат.
        [replaced] Он больше не действует. Попросите у владельца сертификат, выданный взамен.
        [key-compromised] Он больше не действует. Попросите у владельца заново подписанный сертификат.
       *[other] Он больше не действует. За подробностями обратитесь в организацию.
    }
replaced = С { $at } вместо этого сертификата действует другой: { $number }.
    .advice = Он больше не действует. Попросите у владельца сертификат { $number } или найдите этот номер в реестре.
on-hold = Действие сертификата приостановлено с { $at }: { $cause ->
        [under-review] организация проверяет результат
        [key-incident] выясняется, не оказался ли ключ подписи в чужих руках
        [holder-request] об этом попросил владелец
       *[other] { $cause }
    }.
    .advice = Пока не полагайтесь на него. Спросите организацию, которая его выдала, или проверьте ещё раз позже.
status-unavailable = Не удалось узнать, отозван ли сертификат: { $why }.
    .advice = Проверьте подключение к интернету и повторите позже.
status-list-invalid = Полученный список отзывов не принадлежит оператору: { $problem }.
    .advice = Повторите через другое подключение. Если не поможет, сообщите оператору реестра.
status-list-stale = Имеющийся список отзывов был годен только до { $until }.
    .advice = Подключитесь к интернету, чтобы получить новый список, и повторите.
status-list-elsewhere = В сертификате указан список отзывов, который не принадлежит оператору: { $list }.
    .advice = Не полагайтесь на этот документ. Найдите номер в реестре и обратитесь в организацию.

## Programme in the register

programme-registered = Программа { $programme } внесена в реестр микроквалификаций.
programme-unknown = Программы { $programme } в реестре микроквалификаций нет.
    .advice = Узнайте у организации, по какой программе выдан сертификат.
programme-not-admitted-then = Когда сертификат был зарегистрирован ({ $at }), программы { $programme } в реестре не было.
    .advice = Попросите организацию или оператора реестра разъяснить это.
programme-differs = Сведения о программе в сертификате расходятся с реестром: { $problem }.
    .advice = Ориентируйтесь на реестр и попросите организацию разъяснить расхождение.
programme-unavailable = Не удалось запросить программу в реестре: { $why }.
    .advice = Проверьте подключение к интернету и повторите позже.

## Presentation

holder-bound = Сертификат предъявлен из кошелька, которому он выдан: { $holder }.
holder-differs = Сертификат выдан не тому кошельку, из которого предъявлен: { $holder }.
    .advice = Не полагайтесь на это предъявление. Попросите предъявить сертификат из кошелька, которому он выдан.
holder-not-bound = Сертификат не привязан к кошельку, поэтому программа не может определить, кто его предъявляет.
    .advice = Сверьте имя в сертификате с документом, удостоверяющим личность.
challenge-fits = Предъявление сделано для этой проверки.
challenge-wrong = Предъявление сделано для другой проверки или уже использовано: возможно, это копия.
    .advice = Попросите предъявить сертификат заново, сейчас и именно вам.
domain-wrong = Предъявление сделано для другого получателя: { $found }.
    .advice = Попросите предъявить сертификат именно вам.

## Rules of programmes

rule-text-missing = Нет текста на языках: { $languages }.
rule-module-required = В программе должна быть хотя бы одна дисциплина (курс, модуль): добавьте её.
rule-credit-minimum = Объём программы не меньше 1 академического кредита, указано: { $found }.
rule-hours-per-credit-minimum = Академический кредит составляет не менее 30 академических часов, указано: { $found }.
rule-hours-too-few = Академических часов слишком мало для указанных кредитов: { $found }, нужно не меньше { $needed }.
rule-credit-sum = Сумма кредитов дисциплин равна { $sum }, а в программе указано { $credits }: приведите в соответствие.
rule-hour-sum = Сумма академических часов дисциплин равна { $sum }, а в программе указано { $hours }: приведите в соответствие.
rule-topic-required = У дисциплины нет тем: добавьте учебно-тематический план.
rule-code-twice = Код { $code } использован дважды: дайте каждой части собственный код.
rule-competency-required = В основе программы лежит хотя бы одна компетенция: добавьте её.
rule-outcome-required = В программе должен быть хотя бы один результат обучения: добавьте его.
rule-outcome-without-competency = Результат обучения не связан ни с одной компетенцией: укажите хотя бы одну.
rule-reference-unknown = Код { $code } в программе не определён: исправьте его или добавьте эту часть.
rule-outcome-not-assessed = Результат обучения { $code } не измеряется ни одним оценочным средством: добавьте средство или свяжите с имеющимся.
rule-criteria-required = У оценочного средства нет критериев: добавьте измеримые критерии.
rule-teaching-required = Нужны хотя бы одна стратегия и один метод преподавания.
rule-weight-sum = Веса оценочных средств в сумме дают { $sum } %, а не 100 %.
rule-grade-scale-unknown = Шкалы оценок { $name } в реестре нет.
rule-pass-mark-too-low = Проходной балл ниже { $lowest } % — наименьшего результата, при котором присваиваются кредиты.
rule-level-out-of-range = Уровень рамки квалификаций — от 1 до 8, указано: { $found }.
rule-instruction-language-required = Нужен хотя бы один язык обучения.
rule-language-twice = Язык { $language } указан дважды: оставьте его один раз.
rule-employer-required = В разработке программы участвует хотя бы один работодатель: укажите его среди партнёров.
rule-internal-review-required = Нужна положительная внутренняя экспертиза самой организации.
rule-external-review-required = Нужна положительная внешняя экспертиза работодателя.
rule-review-negative = Эта экспертиза отрицательная: программа вносится в реестр, только если отрицательных заключений нет.
rule-degree-programme-required = Не названа образовательная программа, в которую встроена микроквалификация: укажите её.
rule-address-not-web = Это не адрес в интернете: { $found }. Укажите адрес, который начинается с https://.
rule-address-of-another = Адрес { $address } уже принадлежит организации с другим названием: укажите для каждой свой.
rule-version-minimum = Версии программы нумеруются с 1.
rule-supersedes-itself = Версия не может заменять саму себя: укажите код предыдущей версии.
rule-labour-market-required = Программа разрабатывается под потребность рынка труда: укажите её и перспективы трудоустройства.
rule-too-many = Слишком много записей: допускается не больше { $limit }.

## Reasons of revocations

revocation-data-error = неверные данные в сертификате
revocation-issued-in-error = выдан ошибочно
revocation-result-annulled = результат аннулирован
revocation-replaced = заменён другим сертификатом
revocation-key-compromised = ключ подписи в чужих руках
revocation-holder-request = по просьбе владельца

## Status in the register

status-allocated = номер присвоен, сертификат ещё не зарегистрирован
status-active = действует
status-on-hold = действие приостановлено
status-revoked = отозван
hold-under-review = результат проверяется
hold-key-incident = выясняется, не в чужих ли руках ключ
hold-holder-request = об этом попросил владелец

## Values of programmes and of the list of institutions, each by its name in the data

integration-StandAlone = Самостоятельная
integration-EmbeddedInDegree = Встроена в образовательную программу
participation-Onsite = Очно
participation-Online = Онлайн
participation-Blended = Очно и онлайн
assessment-Examination = Экзамен
assessment-Project = Защита проекта
assessment-Portfolio = Портфолио
supervision-None = Без наблюдения
supervision-OnlineProctored = Онлайн, с прокторингом
supervision-OnsiteWithIdCheck = Очно, с проверкой документа, удостоверяющего личность
review-Internal = Внутренняя экспертиза
review-External = Внешняя экспертиза
review-Positive = положительная
review-Negative = отрицательная
awarding-body-HigherEducation = Организация высшего и послевузовского образования
awarding-body-College = Колледж
awarding-body-TrainingCentre = Учебный или образовательный центр
awarding-body-Company = Компания

## Life of a programme: stages

programme-stage-drafted = проект
programme-stage-internally-reviewed = прошла внутреннюю экспертизу
programme-stage-externally-reviewed = прошла внешнюю экспертизу
programme-stage-approved = утверждена
programme-stage-submitted = подана в реестр
programme-stage-admitted = внесена в реестр
programme-stage-returned = возвращена с замечаниями
programme-stage-withdrawn = отозвана
programme-stage-superseded = заменена новой версией

## Life of a programme: events

programme-event-drafted = внесён проект
programme-event-changed = документ изменён
programme-event-reviewed = внесена экспертиза
programme-event-approved = утверждена
programme-event-approval-lifted = утверждение снято
programme-event-submitted = подана в реестр
programme-event-admitted = внесена в реестр
programme-event-returned = возвращена с замечаниями
programme-event-taken-back = подача взята назад
programme-event-withdrawn = отозвана
programme-event-superseded = заменена новой версией

## Life of a programme: why something cannot happen now

programme-refused-not-drafted = Проекта программы ещё нет: сначала внесите его.
programme-refused-not-now = Сейчас это невозможно ({ $event }): состояние программы — { $stage }.
programme-refused-other-content = Это о содержании { $named }, а теперь содержание программы { $present }: рассмотрите нынешний документ.
programme-refused-unchanged = В документе ничего не изменилось.
programme-refused-internal-review-first = Внешняя экспертиза вносится после положительной внутренней: сначала внесите внутреннюю.
programme-refused-statement-twice = Эта экспертиза уже внесена.
programme-refused-reviewer-in-two-roles = { $reviewer } уже рассматривал это содержание в другой роли: одна организация выступает в одной роли.
programme-refused-remarks-missing = Причина не указана: напишите замечания.
programme-refused-too-many-reviews = Слишком много экспертиз этого содержания: больше не вносите.
programme-refused-objection-stands = Экспертиза { $reviewer } не положительная: учтите замечания и измените документ или получите новую экспертизу.
programme-refused-internal-review-missing = Нет положительной внутренней экспертизы: внесите её.
programme-refused-employer-review-missing = Нет положительной экспертизы работодателя: внесите её.
programme-refused-version-closed = Версия { $version } больше не меняется ({ $stage }): внесите изменённый документ как версию { $next }.
programme-refused-version-unfinished = Работа над версией { $version } не закончена ({ $stage }): сначала закончите её или отзовите.
programme-refused-version-out-of-order = Версии идут по порядку: последняя { $latest }, указана { $found }.
programme-refused-code-too-long = Код { $programme } слишком длинный: в реестре код не длиннее 32 знаков.

## Signed reviews

review-role-Internal = Внутренняя экспертиза
review-role-ExternalEmployer = Экспертиза работодателя
review-role-ExternalExpert = Экспертиза внешнего эксперта
review-WithRemarks = с замечаниями
review-void-content-changed = документ изменён после экспертизы
review-void-reviewed-again = эта же организация дала новую экспертизу того же содержания

## Differences between versions

difference-added = добавлено
difference-removed = удалено
difference-changed = изменено
difference-moved = переставлено

## Members of a programme's document

member-code = Код
member-version = Версия
member-supersedes = Заменяемая версия
member-name = Наименование
member-purpose = Цель
member-awardedQualification = Присваиваемая микроквалификация
member-integration = Вид программы
member-kind = Вид
member-degreeProgramme = Образовательная программа
member-url = Адрес
member-modules = Дисциплины
member-credits = Кредиты
member-academicHours = Академические часы
member-topics = Темы
member-hoursPerCredit = Часов в кредите
member-competencies = Компетенции
member-references = Соответствия
member-framework = Рамка
member-outcomes = Результаты обучения
member-statement = Формулировка
member-teaching = Обучение
member-strategies = Стратегии
member-methods = Методы
member-assessment = Оценивание
member-gradeScale = Шкала оценок
member-passMark = Проходной балл
member-instruments = Контрольно-измерительные материалы
member-criteria = Критерии
member-weight = Вес
member-finalAttestation = Итоговая аттестация
member-supervision = Проверка личности
member-level = Уровень
member-nqf = Национальная рамка квалификаций
member-eqf = Европейская рамка квалификаций
member-instructionLanguages = Языки обучения
member-participation = Форма участия
member-prerequisites = Предварительные требования
member-labourMarket = Рынок труда
member-need = Потребность в специалистах
member-prospects = Перспективы трудоустройства
member-outlook = Дефицит или профицит
member-sources = Источники
member-partners = Партнёры
member-employer = Работодатель
member-kk = на казахском
member-ru = на русском
member-en = на английском
