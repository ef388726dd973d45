error-label = Қате

# Help
help-about = Микробіліктілік сертификаттарын сақтайды: қабылдайды, көрсетеді, тексереді және ұсынады.
help-usage = Қолданылуы
help-commands = Командалар
help-arguments = Аргументтер
help-options = Параметрлер
help-after-short = Аяқталу кодтары: 0 орындалды немесе төлнұсқа · 1 төлнұсқа емес · 2 анықтау мүмкін емес · 3 қате шақыру · 4 қойма жабық · 5 желі · 6 файлдар
help-after =
    Аяқталу кодтары:
      0  орындалды; verify мен present үшін: төлнұсқа
      1  төлнұсқа емес; receive одан ештеңе сақтаған жоқ
      2  төлнұсқа екенін қазір анықтау мүмкін емес
      3  қате шақыру: белгісіз параметр немесе нөмір, файл сертификат емес
      4  қойма ашылмайды: құпиясөз жоқ немесе қате, бүлінген, бос емес
      5  сервер қолжетімсіз немесе дұрыс жауап бермеді
      6  файлды не қалтаны оқу немесе жазу мүмкін емес

    Орта:
      KUALIK_WALLET      --dir берілмесе, әмиян қалтасы
      WALLET_PASSPHRASE  --passphrase-file берілмесе, құпиясөз
      LC_ALL, LANG       --lang берілмесе, тіл

    Әйтпесе әмиян қалтасы — $XDG_DATA_HOME/kualik-wallet немесе ~/.local/share/kualik-wallet. Ондағы vault.age файлында кілтіңіз бен сертификаттарыңыз бар; оның көшірмесін сақтаңыз. Құпиясөзді ұмытқан адам кілтінен айырылады.
help-init = Жаңа әмиян жасау: өз кілтіңіз және шифрланған қойма
help-receive = Сертификаттарды файлдан, қалтадан немесе сілтемеден қабылдау
help-list = Әмияндағы сертификаттар тізімі
help-show = Бір сертификатты көрсету
help-verify = Сертификатты тізілім бойынша қазір тексеру
help-present = Сертификаттарды тексерушіге ұсыну
help-export = Сертификатты файлдарға жазу
help-did = Сертификаттар байланатын әмиянның DID-ін шығару
help-trust = Әмиян сенетін тізілімді көрсету немесе өзгерту
help-completions = Командалық қабық үшін автотолықтыруды шығару
help-man = Нұсқаулық бетін шығару
help-option-image = Сертификаттың QR-кодының PNG не JPEG түріндегі суреті
help-option-offline = Ешкімнен сұрамау: қажеттінің бәрін тізілім /offline-bundle мекенжайында беретін осы автономды жинақтан алу
help-option-help = Анықтаманы көрсету
help-option-version = Нұсқаны көрсету
help-option-dir = Әмиян қалтасы
help-option-passphrase-file = Құпиясөзді осы файлдан оқу
help-option-json = Бағдарламалар үшін JSON түрінде жауап беру
help-option-lang = Жауап тілі
help-option-registry = Тізілімнің мекенжайы
help-option-operator-keys = Тізілім операторының кілті, did:web:..#z6Mk..; бірнеше кілт үшін параметрді бірнеше рет беріңіз
help-init-allow-loopback = Осы компьютердегі серверлерге де https-сіз жүгіну: сынап көру үшін
help-trust-allow-loopback = Осы компьютердегі серверлерге https-сіз жүгіну керек пе: сынап көру үшін
help-receive-sources = Сертификат, жеткізілім, олар бар қалта, сілтеме немесе стандартты енгізу үшін -
help-receive-all = Осы әмиянға байланбаған сертификаттарды да қабылдау
help-option-number = Сертификат нөмірі, бос орынмен немесе онсыз
help-verify-subject = Әмияндағы сертификат нөмірі, не файл, қалта, сілтеме, код мәтіні немесе -
help-present-numbers = Сертификаттардың нөмірлері
help-present-to = Тексерушінің мекенжайы: одан сұрақ алу, жауап беру, қорытындыны көрсету
help-present-challenge = Тексерушінің сұрағы, оны басқа жолмен алған болсаңыз
help-present-domain = Ұсыным кімге арналғаны: тексерушінің өз атауы
help-present-output = Ұсынымды осы файлға жазу, әйтпесе стандартты шығысқа
help-present-format = Ұсыным түрі: ldp — ішінде қолтаңбасы бар JSON, jwt — қол қойылған токен
help-export-output = Бәрін бірге жазу үшін .json деп аяқталатын файл, немесе қалта
help-option-force = Бар нәрсенің үстіне жазу
help-completions-shell = Командалық қабық
help-man-output = Барлық командалардың беттерін осы қалтаға жазу

# Questions
prompt-passphrase = Әмиянның құпиясөзі:
prompt-new-passphrase = Жаңа әмиянның құпиясөзі, кемінде 8 таңба:
prompt-again = Соны қайтадан:

# Answers
written = Жазылды:
init-done =
    Әмияныңыз мына қалтада: { $directory }
    Оның DID-і: { $did }
    Сертификаттарыңызды осы әмиянға байлауы үшін DID-ті оқу орныңызға беріңіз.
    vault.age көшірмесін сақтаңыз және құпиясөзді жоғалтпаңыз: онсыз қойманы ешкім аша алмайды.
init-without-trust = Сенімді тізілім әлі берілмеген: оны `wallet trust --registry URL --operator-key KEY` командасымен беріңіз.
trust-registry = Сенімді тізілім: { $registry }
trust-nobody = Сенімді тізілім әлі берілмеген: оны `wallet trust --registry URL --operator-key KEY` командасымен беріңіз.
trust-key = Оператор кілті: { $key }
trust-loopback = Әмиян осы компьютердегі серверлерге де https-сіз жүгінеді.
received-stored = Сақталды: { $number } — { $name }.
received-not-bound = Ол осы әмиянға байланбаған: тексеруші оның сіздікі екенін анықтай алмайды.
received-receipt-added = { $number } бұрыннан бар еді; оператордың түбіртегі жаңа, енді ол да сақталды.
received-unchanged = { $number } бұрыннан бар еді; ештеңе өзгерген жоқ.
received-not-mine = Сақталмады: { $number } ({ $source }) басқа әмиянға байланған. --all берілсе, ол бәрібір қабылданады.
received-conflict = Сақталмады: әмиянда { $number } нөмірімен басқа сертификат бар. Екеуінің бірі төлнұсқа емес: оларды `wallet verify { $number }` және `wallet verify { $source }` командаларымен салыстырыңыз.
received-refused = Сақталмады: { $number } ({ $source }) төлнұсқа емес немесе әмиян сенетін тізілімнен емес. Файлды оқу орныңыздан қайта сұраңыз. Анықталғаны:
received-others = Осы әмиянға байланбаған, алынбай қалған сертификаттар: { $count }. --all берілсе, олар да қабылданады.
list-empty = Әмиянда әлі сертификат жоқ. Оны `wallet receive FILE` командасымен қабылдаңыз.
bound-here = осы әмиян
bound-elsewhere = басқа әмиян
bound-nowhere = ешкімге
receipt-there = бар
receipt-missing = жоқ
amount-credits = { $amount } кредит
amount-hours = { $amount } академиялық сағат
column-number = Нөмірі
column-name = Атауы
column-issuer = Берген
column-grade = Бағасы
column-date = Күні
column-bound = Байланған
column-course = Пән
column-credits = Кредит
column-mark = {" "}
column-check = Тексеру
column-finding = Нәтиже
field-number = Нөмірі
field-name = Микробіліктілік
field-person = Кімге берілген
field-issuer = Кім берген
field-programme = Бағдарлама
field-purpose = Мақсаты
field-volume = Көлемі
field-grade = Бағасы
field-competency = Құзыреттілік
field-studied = Оқыған кезеңі
field-awarded = Берілген күні
field-until = Жарамдылық мерзімі
field-bound = Байланған
field-receipt = Оператордың түбіртегі
field-page = Тізілімде
verify-subject = { $number } — { $name }, { $issuer }, { $person }, { $grade }
offline-as-of = Тізілімнің { $moment } уақытындағы автономды жинағы бойынша. Ешкімнен сұралған жоқ.
offline-stale = Автономды жинақ { $moment } дейін жарамды болған: содан бері не кері қайтарып алынғанын ол айтпайды. Жаңасын алыңыз: { $address }
verify-verdict = Қорытынды: { $verdict }
present-verdict = { $verifier } жауабы: { $verdict }
present-not-bound = { $number } осы әмиянға байланбаған: тексеруші оның сіздікі екенін анықтай алмайды.

# Errors: what happened, then what to do
no-wallet = { $directory } қалтасында әмиян жоқ.
    .advice = Оны `wallet init` командасымен жасаңыз немесе --dir арқылы басқа қалтаны көрсетіңіз.
wallet-exists = { $directory } қалтасында әмиян бар; ол өзгертілген жоқ.
    .advice = --dir арқылы басқа қалтаны көрсетіңіз.
wrong-passphrase = Құпиясөз қойманы ашпайды.
    .advice = Қайталап көріңіз; пернетақта тілін және Caps Lock-ты тексеріңіз.
vault-damaged = { $path } файлы бүлінген: { $problem }.
    .advice = Орнына файлдың сақтаған көшірмесін қойыңыз.
vault-too-new = Қойманың пішімі { $version }, бағдарламаның бұл нұсқасы оны білмейді.
    .advice = Бағдарламаның жаңарақ нұсқасын орнатыңыз.
vault-busy = { $directory } қалтасындағы әмиянды басқа процесс өзгертіп жатыр.
    .advice = Оның аяқталуын күтіп, қайталап көріңіз.
vault-unreadable = { $path } файлын оқу мүмкін емес: { $problem }.
    .advice = Файлға қолжетімділік құқығын тексеріңіз.
vault-not-written = { $path } файлын жазу мүмкін болмады: { $problem }. Ештеңе өзгерген жоқ.
    .advice = Дискідегі орынды және жазу құқығын тексеріп, қайталап көріңіз.
passphrase-missing = Құпиясөз берілмеген және оны сұрайтын терминал жоқ.
    .advice = Оны --passphrase-file FILE арқылы немесе WALLET_PASSPHRASE орта айнымалысында беріңіз.
passphrase-file = { $path } файлынан құпиясөзді оқу мүмкін емес: { $problem }.
    .advice = Бірінші жолында тек құпиясөз тұрған мәтіндік файлды көрсетіңіз.
passphrase-empty = Құпиясөз бос.
    .advice = Әмиянды жасағанда таңдаған құпиясөзді енгізіңіз.
passphrase-short = Құпиясөз тым қысқа: кемінде { $least } таңба керек.
    .advice = Бір-бірімен байланысы жоқ бірнеше сөз таңдаңыз.
passphrases-differ = Енгізілген екі құпиясөз әртүрлі; әмиян жасалған жоқ.
    .advice = Қайталап көріңіз.
passphrase-cancelled = Құпиясөз енгізілмеді; ештеңе жасалған жоқ.
    .advice = Құпиясөз қолыңызда болғанда қайталап көріңіз.
settings-unreadable = { $path } файлын оқу мүмкін емес: { $problem }.
    .advice = Файлға қолжетімділік құқығын тексеріңіз.
settings-not-written = { $path } файлын жазу мүмкін болмады: { $problem }.
    .advice = Дискідегі орынды және жазу құқығын тексеріп, қайталап көріңіз.
settings-malformed = { $path } файлы дұрыс емес: { $problem }.
    .advice = Файлды түзетіңіз немесе өшіріп, тізілімді `wallet trust` командасымен қайта беріңіз.
no-resolver = Әмиян ешбір серверге жүгіне алмайды: { $problem }
    .advice = Жүйеде түбірлік сертификаттардың орнатылғанын тексеріңіз.
no-trust = Сенімді тізілім әлі берілмеген, сондықтан ештеңені тексеру мүмкін емес.
    .advice = Тізілім мен оның операторының кілтін беріңіз: `wallet trust --registry URL --operator-key KEY`.
trust-unusable = Тізілім мен оператор кілттері бір-біріне сәйкес емес: { $problem }.
    .advice = --registry мен --operator-key параметрлерінің екеуін де беріңіз; оларды оператор жариялайды.
source-missing = { $path } деген файл да, қалта да жоқ.
    .advice = Атауын тексеріңіз.
source-unreadable = { $path } оқылмайды: { $problem }.
    .advice = Файлға қолжетімділік құқығын тексеріңіз.
source-too-large = { $path } файлы сертификат үшін тым үлкен: ең көбі { $limit } байт оқылады.
    .advice = certificate.json немесе delivery.json файлын көрсетіңіз.
source-malformed = { $path } JSON құжаты емес: { $problem }.
    .advice = Файлды алған күйінде беріңіз: certificate.json немесе delivery.json.
no-certificate = { $path } сертификат емес.
    .advice = certificate.json немесе delivery.json файлын, не QR-кодтағы сілтемені көрсетіңіз.
receipt-alone = { $path } — сертификатсыз, оператордың түбіртегі ғана.
    .advice = certificate.json немесе delivery.json файлын, не екеуі бар қалтаны көрсетіңіз.
presentation-given = { $path } — тексерушіге арналған ұсыным.
    .advice = Оны сол тексерушіге беріңіз; әмиян сертификаттарды қабылдайды.
folder-empty = { $path } қалтасында сертификат жоқ.
    .advice = certificate.json немесе delivery.json бар қалтаны, не сондай қалталары бар қалтаны көрсетіңіз.
folder-of-many = { $path } қалтасында бірнеше сертификат бар.
    .advice = Солардың бірінің қалтасын көрсетіңіз.
register-page = Бұл сілтеме тізілімдегі нөмір бетіне апарады, онда сертификат жоқ.
    .advice = Сілтемені сертификаттың QR-кодынан алыңыз.
link-failed = Сілтемемен өту мүмкін болмады: { $problem }.
    .advice = Сілтеменің толық екенін және желіні тексеріп, қайталап көріңіз.
link-no-certificate = Сілтемеде сертификат жоқ.
    .advice = Сілтемені сертификаттың QR-кодынан алыңыз.
picture-without-code = { $path } ішінен QR-код оқылмады.
    .advice = Жақынырақ, тік, жарық жерде, кодты ақ жиегімен толық қайта түсіріңіз.
picture-too-large = { $path } суреті тым үлкен.
    .advice = Кодты қиып алыңыз немесе суретті кішірек етіп сақтаңыз.
picture-broken = { $path } сурет ретінде оқылмайды.
    .advice = Оны PNG немесе JPEG түрінде сақтаңыз.
code-broken = Код бүлінген, қиылған немесе онда сертификат жоқ.
    .advice = Қайта сканерлеңіз немесе certificate.json не delivery.json файлын сұраңыз.
code-unknown = Тізілім бұл кодтың немен оқылатынын білмейді.
    .advice = Қайта сканерлеңіз; көмектеспесе, код сенімді тізілімдікі емес: certificate.json немесе delivery.json файлын сұраңыз.
offline-code-unknown = Автономды жинақта бұл кодты оқуға қажетті дерек жоқ: код жинақтан жаңа немесе басқа тізілімдікі.
    .advice = Тізілімнен жаңа жинақты алыңыз немесе certificate.json не delivery.json файлын сұраңыз.
offline-link = Бұл сілтеме, ал желісіз ешкімнен сұралмайды.
    .advice = Сертификат файлын немесе ол сақталған кодтың суретін көрсетіңіз не байланыс болғанда --offline параметрінсіз тексеріңіз.
bundle-missing = { $path } файлы жоқ.
    .advice = Автономды жинақты алыңыз: { $address }
bundle-unreadable = { $path } оқылмады: { $problem }.
    .advice = Бұл файл екенін және оны оқуға кімнің құқығы барын тексеріңіз.
bundle-too-large = { $path } — автономды жинақ емес: ол 256 МБ-тан үлкен.
    .advice = Автономды жинақты алыңыз: { $address }
bundle-of-other-register = Автономды жинақ { $found } тізілімінікі, ал сенімді тізілім — { $trusted }.
    .advice = Сенімді тізілімнің жинағын алыңыз: { $address }
bundle-not-signed = { $path } автономды жинағына сенімді оператор қол қоймаған, сондықтан ондағы ештеңе есепке алынбайды.
    .advice = Оны тізілімнің өзінен алыңыз: { $address }
bundle-damaged = { $path } автономды жинағы бүлінген, қиылған немесе бұл басқа нәрсе.
    .advice = Оны қайта алыңыз: { $address }
code-unreadable = Кодты оқуға қажеттіні тізілімнен алу мүмкін болмады: { $problem }.
    .advice = Байланыс бар-жоғын және код сіз сенетін тізілімдікі екенін тексеріп, қайталаңыз.
number-malformed = «{ $number }» — сертификат нөмірі емес.
    .advice = Нөмірде 14 цифр бар; оны сертификатпен немесе `wallet list` тізімімен салыстырыңыз.
number-not-held = Әмиянда { $number } сертификаты жоқ.
    .advice = Не бар екенін `wallet list` командасымен қараңыз.
neither-number-nor-file = «{ $subject }» — сертификат нөмірі де, файл да емес.
    .advice = Нөмірлерді `wallet list` командасымен қараңыз немесе файлды, қалтаны не сілтемені көрсетіңіз.
no-home = Әмиянның қайда екені белгісіз: HOME да, XDG_DATA_HOME да берілмеген.
    .advice = Қалтасын --dir арқылы көрсетіңіз.
not-yours = { $number } басқа әмиянға байланған.
    .advice = Оны сол әмиянмен ұсыныңыз.
loopback-not-allowed = { $verifier } осы компьютерде, әмиян оған жүгінбейді.
    .advice = Сынап көру үшін оған `wallet trust --allow-loopback true` командасымен рұқсат беріңіз.
verifier-unreachable = { $verifier } тексерушісімен байланыс жоқ.
    .advice = Мекенжай мен желіні тексеріп, қайталап көріңіз.
verifier-slow = { $verifier } тексерушісі уақытында жауап бермеді. Ұсынымды алған болуы мүмкін.
    .advice = Кейінірек қайталап көріңіз.
verifier-refused = { $verifier } тексерушісі бас тартты ({ $status } коды): { $problem }
    .advice = Жаңа сұрақпен қайталап көріңіз; тағы бас тартса, тексерушіден сұраңыз.
verifier-unreadable = { $verifier } мекенжайында жауап беретін тексеруші емес: { $problem }.
    .advice = Мекенжайды тексеріңіз.
verifier-differs = { $verifier } бөтен атынан сұрап тұр: { $domain }. Ештеңе ұсынылған жоқ.
    .advice = Сізге { $domain } керек болса, оны --to параметрінде беріңіз; әйтпесе ол жерде ештеңе ұсынбаңыз.
not-presented = Ұсынымды жасау мүмкін болмады: { $problem }.
    .advice = Сертификатты `wallet verify` командасымен тексеріңіз.
file-exists = { $path } бұрыннан бар; ештеңе жазылған жоқ.
    .advice = Басқа орынды көрсетіңіз немесе --force арқылы үстіне жазыңыз.
not-written = { $path } жазу мүмкін болмады: { $problem }.
    .advice = Дискідегі орынды және жазу құқығын тексеріп, қайталап көріңіз.
