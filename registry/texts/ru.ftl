service-name = Реестр микроквалификаций

# Start page
section-lookup = Проверка номера
start-title = Реестр микроквалификаций
start-lead = Здесь можно проверить номер сертификата, посмотреть программы и организации, которые вправе присваивать микроквалификации.
start-figures = В реестре
figure-bodies = Организации
figure-programmes = Действующие программы
start-documents = Для разработчиков
document-trust-list = Подписанный список организаций
document-did = DID-документ оператора
document-context = Контекст JSON-LD
document-schema = JSON-схема сертификата

# Look-up
lookup-label = Номер сертификата
lookup-hint = 14 цифр, как на сертификате; пробелы не важны.
lookup-button = Найти
lookup-malformed-title = Это не номер сертификата
lookup-unknown-title = Такого номера в реестре нет
lookup-unknown = Номер { $number } никому не присвоен. Сверьте его с сертификатом; если он верен, не полагайтесь на сертификат и обратитесь в организацию, которая в нём указана.
number-length = В номере сертификата 14 цифр, а здесь их { $found }. Сверьте номер с сертификатом.
number-character = В номере сертификата только цифры, знака «{ $found }» в нём нет. Сверьте номер с сертификатом.
number-check-digits = Контрольные цифры не сходятся: одна из цифр неверна или две переставлены. Сверьте номер с сертификатом.

# Certificate
certificate-title = Сертификат
certificate-programme = Программа
certificate-body = Организация
certificate-registered = Зарегистрирован
certificate-on-hold = Приостановлен
certificate-replaced-by = Заменён на
certificate-supersedes = Выдан взамен
certificate-revoked = Отозван
certificate-reason = Причина
certificate-receipt = Квитанция оператора
certificate-no-person = Реестр не хранит сведений о владельце. Чтобы узнать, кому выдан сертификат и подлинный ли он, проверьте сам файл.

# Programmes
programmes-title = Программы
programmes-none = Программ в реестре пока нет.
programmes-first = С начала
programmes-next = Следующие программы
programme-name = Название
programme-supersedes = Взамен программы
programme-code = Код
programme-version = версия
programme-state = Состояние
programme-admitted = Внесена в реестр
programme-withdrawn = Отозвана
programme-qualification = Присваиваемая микроквалификация
programme-volume = Трудоёмкость
programme-credits = Кредиты
programme-hours = Академические часы
programme-volume-words = Кредиты: { $credits }, академические часы: { $hours }
programme-integration = Вид
programme-level = Уровень
programme-nqf = НРК
programme-eqf = ЕРК
programme-languages = Языки обучения
programme-participation = Форма участия
programme-prerequisites = Требования к поступающим
programme-modules = Содержание (учебно-тематический план)
programme-module = Дисциплина
programme-topics = Темы
programme-competencies = Компетенции
programme-outcomes = Результаты обучения
programme-teaching = Преподавание и обучение
programme-strategies = Стратегии
programme-methods = Методы
programme-assessment = Система оценивания
programme-grade-scale = Шкала оценок
programme-pass-mark = Проходной балл
programme-final = Итоговая аттестация
programme-instruments = Оценочные средства
programme-instrument = Оценочное средство
programme-measures = Результаты обучения
programme-criteria = Критерии
programme-weight = Вес
programme-reviews = Экспертиза
programme-review-document = заключение
programme-partners = Кто участвовал в разработке
programme-employer = работодатель

# Awarding bodies
bodies-title = Организации
bodies-lead = Кто вправе присваивать микроквалификации, с какого времени и какими ключами подписывает.
bodies-none = Организаций в реестре пока нет.
body-code = Код
body-kind = Вид
body-url = Сайт
body-accreditation = Аккредитация
body-suspension = Приостановлена
body-keys = Ключи
body-key = Ключ
body-in-force = Действует
body-key-compromised = в чужих руках с
interval-open = с { $from }
interval-closed = с { $from } до { $until }

# Rules of programmes that depend on the register
rule-review-in-future = Дата экспертизы ещё не наступила: исправьте её.
rule-reviewer-is-awarding-body = У эксперта тот же адрес, что у самой организации: укажите собственный адрес комиссии или работодателя.
rule-supersedes-unknown = программа, взамен которой она подана, не значится в реестре за вашей организацией
rule-address-not-of-the-web = Это не адрес в интернете: он должен начинаться с https:// или http://.
rule-review-statement-missing = Нет подписанного заявления этой экспертизы: подайте программу вместе с заявлениями её экспертиз.
rule-review-statement-of-nothing = В документе нет экспертизы для этого заявления: приложите по одному заявлению на экспертизу, в порядке экспертиз.
rule-review-statements-too-many = Заявлений { $found } — больше, чем читается: приложите по одному на экспертизу, не более 50.
rule-review-statement-too-large = В заявлении { $found } байт: хранится не более 65536.
rule-review-statement-malformed = Это не подписанное заявление экспертизы: { $problem }.
rule-review-statement-signature = Подпись заявления недействительна: { $problem }. Подпишите его заново.
rule-review-statement-not-by-issuer = Заявление подписал { $signer }, а не указанный в нём издатель.
rule-review-statement-issuer-unknown = Реестр не может узнать ключи { $issuer }, так как не обращается к другим серверам: подпишите экспертизу от его имени или попросите подписать её с did:key или did:jwk.
rule-review-statement-key-unknown = Заявление подписано ключом { $key }, который не принадлежит его издателю.
rule-review-statement-key-ended = Ключ { $key } к моменту подписи уже не действовал или попал в чужие руки: подпишите заявление заново.
rule-review-statement-in-future = По заявлению, оно подписано { $at } — позже, чем сейчас: проверьте часы.
rule-review-statement-of-other-programme = Заявление относится к другой программе или версии, чем поданная.
rule-review-statement-of-other-content = Заявление относится к другому содержанию, чем поданное (его хеш — { $submitted }): проведите экспертизу заново.
rule-review-statement-no-digest = У документа нет канонической формы, поэтому заявление не может относиться к его содержанию.
rule-review-statement-differs = Экспертиза в документе расходится с заявлением: перенесите эксперта, его роль, дату, решение и адрес так, как они подписаны.
rule-review-statement-signed-for-another = Заявление подписала организация { $signer }, а экспертизу провела другая: она подписывает только за себя.
