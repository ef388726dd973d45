error-label = Ошибка

# Help
help-about = Хранит сертификаты микроквалификаций: получает, показывает, проверяет и предъявляет их.
help-usage = Использование
help-commands = Команды
help-arguments = Аргументы
help-options = Параметры
help-after-short = Коды завершения: 0 сделано или подлинный · 1 не подлинный · 2 нельзя установить · 3 неверный вызов · 4 хранилище закрыто · 5 сеть · 6 файлы
help-after =
    Коды завершения:
      0  сделано; для verify и present: подлинный
      1  не подлинный; receive ничего из него не сохранил
      2  сейчас нельзя установить, подлинный ли он
      3  неверный вызов: неизвестный параметр или номер, файл не является сертификатом
      4  хранилище нельзя открыть: нет пароля или он неверный, повреждено, занято
      5  сервер недоступен или ответил не так, как должен
      6  файл или папку нельзя прочитать или записать

    Окружение:
      KUALIK_WALLET      папка кошелька, если не указан --dir
      WALLET_PASSPHRASE  пароль, если не указан --passphrase-file
      LC_ALL, LANG       язык, если не указан --lang

    Иначе папка кошелька — $XDG_DATA_HOME/kualik-wallet или ~/.local/share/kualik-wallet. В ней файл vault.age с вашим ключом и сертификатами; храните его копию. Кто забыл пароль, теряет ключ.
help-init = Создать новый кошелёк: собственный ключ и зашифрованное хранилище
help-receive = Получить сертификаты из файла, папки или по ссылке
help-list = Перечислить сертификаты в кошельке
help-show = Показать один сертификат
help-verify = Проверить сертификат сейчас, по реестру
help-qr = Показать QR-код, в котором содержится сертификат, или записать его в файл
help-present = Предъявить сертификаты проверяющему
help-export = Записать сертификат в файлы
help-did = Вывести DID кошелька, к которому привязываются сертификаты
help-trust = Показать или изменить реестр, которому доверяет кошелёк
help-completions = Вывести автодополнение для командной оболочки
help-man = Вывести страницу руководства
help-option-image = Снимок QR-кода сертификата в PNG или JPEG
help-option-offline = Никого не запрашивать: взять всё нужное из этого автономного набора, который реестр отдаёт по адресу /offline-bundle
help-option-help = Показать справку
help-option-version = Показать версию
help-option-dir = Папка кошелька
help-option-passphrase-file = Прочитать пароль из этого файла
help-option-json = Отвечать в JSON, для программ
help-option-lang = Язык ответов
help-option-registry = Адрес реестра
help-option-operator-keys = Ключ оператора реестра, did:web:..#z6Mk..; для нескольких ключей укажите параметр несколько раз
help-init-allow-loopback = Обращаться и к серверам на этом компьютере, без https: для пробы
help-trust-allow-loopback = Обращаться ли к серверам на этом компьютере, без https: для пробы
help-receive-sources = Сертификат, доставка, папка с ними, ссылка или - для стандартного ввода
help-receive-all = Принять и сертификаты, не привязанные к этому кошельку
help-option-number = Номер сертификата, с пробелами или без
help-verify-subject = Номер сертификата в кошельке, либо файл, папка, ссылка, текст кода или -
help-qr-verifier = Проверяющий, чью страницу открывает код; без этого параметра — verifier_url из wallet.toml
help-qr-offline = Никого не запрашивать: то, чем пишется код, взять из этого автономного набора реестра
help-qr-out = Записать код в этот файл; его имя оканчивается на .svg или .png
help-present-numbers = Номера сертификатов
help-present-to = Адрес проверяющего: запросить у него вопрос, ответить на него, показать заключение
help-present-challenge = Вопрос проверяющего, если вы получили его иначе
help-present-domain = Проверяющий, для которого делается предъявление, как он себя называет
help-present-output = Записать предъявление в этот файл, иначе в стандартный вывод
help-present-format = Вид предъявления: ldp — JSON с подписью внутри, jwt — подписанный токен
help-export-output = Файл с окончанием .json, чтобы записать всё вместе, или папка
help-option-force = Перезаписать то, что там есть
help-completions-shell = Командная оболочка
help-man-output = Записать страницы всех команд в эту папку

# Questions
prompt-passphrase = Пароль кошелька:
prompt-new-passphrase = Пароль для нового кошелька, не короче 8 знаков:
prompt-again = Ещё раз тот же:

# Answers
written = Записано:
init-done =
    Ваш кошелёк — в папке { $directory }
    Его DID: { $did }
    Сообщите DID своему вузу, чтобы он привязал ваши сертификаты к этому кошельку.
    Храните копию vault.age и не теряйте пароль: без него хранилище никто не откроет.
init-without-trust = Доверенный реестр ещё не задан: задайте его командой `wallet trust --registry URL --operator-key KEY`.
trust-registry = Доверенный реестр: { $registry }
trust-nobody = Доверенный реестр ещё не задан: задайте его командой `wallet trust --registry URL --operator-key KEY`.
trust-key = Ключ оператора: { $key }
trust-loopback = Кошелёк обращается и к серверам на этом компьютере, без https.
received-stored = Сохранён: { $number } — { $name }.
received-not-bound = Он не привязан к этому кошельку: проверяющий не сможет установить, что он ваш.
received-receipt-added = { $number } уже был здесь; квитанция оператора новая и теперь сохранена.
received-unchanged = { $number } уже был здесь; ничего не изменилось.
received-not-mine = Не сохранён: { $number } ({ $source }) привязан к другому кошельку. С --all он всё равно будет принят.
received-conflict = Не сохранён: в кошельке под номером { $number } другой сертификат. Один из двух не подлинный: сравните их командами `wallet verify { $number }` и `wallet verify { $source }`.
received-refused = Не сохранён: { $number } ({ $source }) не подлинный или не из того реестра, которому доверяет кошелёк. Попросите файл в вузе ещё раз. Найдено:
received-others = Оставлены сертификаты, не привязанные к этому кошельку: { $count }. С --all будут приняты и они.
list-empty = В кошельке ещё нет сертификатов. Примите сертификат командой `wallet receive FILE`.
bound-here = этот кошелёк
bound-elsewhere = другой кошелёк
bound-nowhere = ни к кому
receipt-there = есть
receipt-missing = нет
amount-credits = кредитов: { $amount }
amount-hours = академических часов: { $amount }
column-number = Номер
column-name = Название
column-issuer = Выдан
column-grade = Оценка
column-date = Дата
column-bound = Привязан
column-course = Дисциплина
column-credits = Кредиты
column-mark = {" "}
column-check = Проверка
column-finding = Результат
field-number = Номер
field-name = Микроквалификация
field-person = Кому выдан
field-issuer = Кем выдан
field-programme = Программа
field-purpose = Цель
field-volume = Объём
field-grade = Оценка
field-competency = Компетенция
field-studied = Обучение
field-awarded = Дата выдачи
field-until = Действителен до
field-bound = Привязан
field-receipt = Квитанция оператора
field-page = В реестре
verify-subject = { $number } — { $name }, { $issuer }, { $person }, { $grade }
qr-general = Того, что реестр знает о программе, под рукой не было, поэтому код больше, чем мог бы быть. При наличии связи или с автономным набором реестра он станет меньше.
qr-narrow = Ширина кода — { $columns } знаков, терминал у́же: расширьте окно, уменьшите буквы или запишите код в файл с помощью --out.
verify-verdict = Заключение: { $verdict }
present-verdict = Ответ { $verifier }: { $verdict }
present-not-bound = { $number } не привязан к этому кошельку: проверяющий не сможет установить, что он ваш.

# Errors: what happened, then what to do
no-wallet = В папке { $directory } нет кошелька.
    .advice = Создайте его командой `wallet init` или укажите другую папку через --dir.
wallet-exists = В папке { $directory } уже есть кошелёк; он не изменён.
    .advice = Укажите другую папку через --dir.
wrong-passphrase = Пароль не открывает хранилище.
    .advice = Попробуйте ещё раз; проверьте раскладку клавиатуры и Caps Lock.
vault-damaged = Файл { $path } повреждён: { $problem }.
    .advice = Поставьте на его место свою копию файла.
vault-too-new = У хранилища формат { $version }, которого эта версия программы не знает.
    .advice = Установите более новую версию программы.
vault-busy = Кошелёк в папке { $directory } сейчас изменяет другой процесс.
    .advice = Дождитесь его завершения и попробуйте снова.
vault-unreadable = Файл { $path } нельзя прочитать: { $problem }.
    .advice = Проверьте права на файл.
vault-not-written = Файл { $path } не удалось записать: { $problem }. Ничего не изменено.
    .advice = Проверьте место на диске и права на запись и попробуйте снова.
passphrase-missing = Пароль не задан, и спросить его негде: терминала нет.
    .advice = Задайте его через --passphrase-file FILE или переменную окружения WALLET_PASSPHRASE.
passphrase-file = Из файла { $path } нельзя прочитать пароль: { $problem }.
    .advice = Укажите текстовый файл, в первой строке которого пароль и больше ничего.
passphrase-empty = Пароль пуст.
    .advice = Введите пароль, выбранный при создании кошелька.
passphrase-short = Пароль слишком короткий: нужно не меньше { $least } знаков.
    .advice = Выберите несколько слов, не связанных между собой.
passphrases-differ = Два введённых пароля различаются; кошелёк не создан.
    .advice = Попробуйте ещё раз.
passphrase-cancelled = Пароль не введён; ничего не сделано.
    .advice = Попробуйте снова, когда он у вас будет.
settings-unreadable = Файл { $path } нельзя прочитать: { $problem }.
    .advice = Проверьте права на файл.
settings-not-written = Файл { $path } не удалось записать: { $problem }.
    .advice = Проверьте место на диске и права на запись и попробуйте снова.
settings-malformed = Файл { $path } не такой, каким должен быть: { $problem }.
    .advice = Исправьте файл или удалите его и снова задайте реестр командой `wallet trust`.
no-resolver = Кошелёк не может обратиться ни к одному серверу: { $problem }
    .advice = Проверьте, что в системе установлены корневые сертификаты.
no-trust = Доверенный реестр ещё не задан, поэтому ничего нельзя проверить.
    .advice = Задайте реестр и ключ его оператора: `wallet trust --registry URL --operator-key KEY`.
trust-unusable = Реестр и ключи оператора не подходят друг к другу: { $problem }.
    .advice = Укажите и --registry, и --operator-key; их публикует оператор.
source-missing = Нет файла или папки { $path }.
    .advice = Проверьте имя.
source-unreadable = { $path } нельзя прочитать: { $problem }.
    .advice = Проверьте права на файл.
source-too-large = Файл { $path } слишком велик для сертификата: читается не больше { $limit } байт.
    .advice = Укажите файл certificate.json или delivery.json.
source-malformed = { $path } не является документом JSON: { $problem }.
    .advice = Возьмите файл таким, каким вы его получили: certificate.json или delivery.json.
no-certificate = { $path } не является сертификатом.
    .advice = Укажите файл certificate.json или delivery.json либо ссылку из QR-кода.
receipt-alone = { $path } — квитанция оператора без сертификата.
    .advice = Укажите файл certificate.json или delivery.json либо папку, где они вместе.
presentation-given = { $path } — предъявление, сделанное для проверяющего.
    .advice = Передайте его этому проверяющему; кошелёк принимает сертификаты.
folder-empty = В папке { $path } нет сертификата.
    .advice = Укажите папку с certificate.json или delivery.json либо папку с такими папками.
folder-of-many = В папке { $path } несколько сертификатов.
    .advice = Укажите папку одного из них.
register-page = Ссылка ведёт на страницу номера в реестре, а там сертификата нет.
    .advice = Возьмите ссылку из QR-кода сертификата.
link-failed = По ссылке не удалось перейти: { $problem }.
    .advice = Проверьте, что ссылка полная и есть сеть, и попробуйте снова.
link-no-certificate = По ссылке нет сертификата.
    .advice = Возьмите ссылку из QR-кода сертификата.
picture-without-code = В { $path } не удалось прочитать QR-код.
    .advice = Снимите ещё раз ближе, прямо, при хорошем свете, весь код вместе с белыми полями.
picture-too-large = Снимок { $path } слишком велик.
    .advice = Вырежьте код или сохраните снимок меньшего размера.
picture-broken = { $path } не читается как снимок.
    .advice = Сохраните его в PNG или JPEG.
code-broken = Код повреждён, обрезан или не содержит сертификата.
    .advice = Отсканируйте его ещё раз или попросите файл certificate.json или delivery.json.
credential-token = Это сертификат в виде токена (JWT или SD-JWT), а сертификаты этого реестра содержат подпись в самих себе.
    .advice = Попросите файл certificate.json или delivery.json.
presentation-request = Это запрос проверяющего (OpenID4VP); отвечать на такие запросы кошелёк ещё не умеет.
    .advice = Предъявите сертификат командой `wallet present --to` с адресом проверяющего или покажите его код: `wallet qr`.
credential-offer = Это предложение сертификата (OpenID4VCI); принимать такие предложения кошелёк ещё не умеет.
    .advice = Попросите у вашего вуза файл delivery.json или ссылку из QR-кода.
code-unknown = Реестр не знает, чем читать этот код.
    .advice = Отсканируйте его ещё раз; если не поможет, код не из доверенного реестра: попросите файл certificate.json или delivery.json.
offline-code-unknown = В автономном наборе нет того, чем читается этот код: код новее набора или из другого реестра.
    .advice = Получите в реестре новый набор или попросите файл certificate.json или delivery.json.
offline-link = Это ссылка, а без сети никто не запрашивается.
    .advice = Укажите файл сертификата или снимок кода, в котором он содержится, либо проверьте при наличии связи, без --offline.
bundle-missing = Файла { $path } нет.
    .advice = Получите автономный набор: { $address }
bundle-unreadable = Файл { $path } не читается: { $problem }.
    .advice = Проверьте, что это файл и кому разрешено его читать.
bundle-too-large = { $path } — не автономный набор: в нём больше 256 МБ.
    .advice = Получите автономный набор: { $address }
bundle-of-other-register = Автономный набор — реестра { $found }, а доверенный реестр — { $trusted }.
    .advice = Получите набор доверенного реестра: { $address }
bundle-not-signed = Автономный набор { $path } не подписан доверенным оператором, поэтому ничто в нём не учитывается.
    .advice = Получите его в самом реестре: { $address }
bundle-damaged = Автономный набор { $path } повреждён, обрезан или это что-то другое.
    .advice = Получите его ещё раз: { $address }
code-unreadable = Не удалось получить из реестра то, чем читается код: { $problem }.
    .advice = Проверьте, есть ли связь и из того ли реестра код, которому вы доверяете, и повторите попытку.
number-malformed = «{ $number }» — не номер сертификата.
    .advice = В номере 14 цифр; сверьте его с сертификатом или с `wallet list`.
number-not-held = В кошельке нет сертификата { $number }.
    .advice = Посмотрите, что есть, командой `wallet list`.
neither-number-nor-file = «{ $subject }» — не номер сертификата и не файл.
    .advice = Посмотрите номера командой `wallet list` или укажите файл, папку или ссылку.
no-home = Неизвестно, где кошелёк: не заданы ни HOME, ни XDG_DATA_HOME.
    .advice = Укажите его папку через --dir.
not-yours = { $number } привязан к другому кошельку.
    .advice = Предъявите его тем кошельком.
loopback-not-allowed = { $verifier } — на этом компьютере, к нему кошелёк не обращается.
    .advice = Для пробы разрешите это командой `wallet trust --allow-loopback true`.
verifier-unreachable = Нет соединения с проверяющим { $verifier }.
    .advice = Проверьте адрес и сеть и попробуйте снова.
verifier-slow = Проверяющий { $verifier } не ответил вовремя. Возможно, предъявление он получил.
    .advice = Попробуйте позже.
verifier-refused = Проверяющий { $verifier } отказал (код { $status }): { $problem }
    .advice = Попробуйте снова с новым вопросом; если он опять откажет, спросите проверяющего.
verifier-unreadable = По адресу { $verifier } отвечает не проверяющий: { $problem }.
    .advice = Проверьте адрес.
verifier-differs = { $verifier } спрашивает от чужого имени: { $domain }. Ничего не предъявлено.
    .advice = Если вам нужен именно { $domain }, укажите его в --to; иначе ничего там не предъявляйте.
no-verifier = Не сказано, страницу какого проверяющего открывает код.
    .advice = Укажите его адрес: --verifier https://.. или строкой в wallet.toml: verifier_url = "https://..".
not-a-picture-name = Имя { $path } не оканчивается ни на .svg, ни на .png.
    .advice = Назовите файл с окончанием .svg (для печати) или .png.
code-too-long = Сертификат { $number } не помещается в QR-код без того, что реестр знает о его программе.
    .advice = Повторите при наличии связи или с автономным набором реестра (--offline); иначе передайте файл сертификата: `wallet export`.
code-not-drawn = Код не удалось создать: { $problem }.
    .advice = Передайте файл сертификата: `wallet export`.
not-presented = Предъявление не удалось сделать: { $problem }.
    .advice = Проверьте сертификат командой `wallet verify`.
file-exists = { $path } уже есть; ничего не записано.
    .advice = Укажите другое место или перезапишите с --force.
not-written = { $path } не удалось записать: { $problem }.
    .advice = Проверьте место на диске и права на запись и попробуйте снова.
