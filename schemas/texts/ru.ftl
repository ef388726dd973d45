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
