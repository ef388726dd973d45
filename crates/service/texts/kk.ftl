# The frame of pages.
page-skip = Мазмұнға өту
page-language = Тіл
page-sections = Бөлімдер
page-problem-back = Басты бетке өту
page-problem-violations = Сақталмаған ережелер
page-problem-400 = Артқа қайтып, енгізгеніңізді түзетіңіз де, қайта жіберіңіз.
page-problem-401 = Басты беттен қайта кіріңіз.
page-problem-403 = Басты бетке оралып, әрекетті сол жерден қайталаңыз.
page-problem-404 = Мекенжайды тексеріңіз: ол толық көшірілмеген болуы мүмкін.
page-problem-429 = Бір минут күтіп, қайталап көріңіз.
page-problem-500 = Кейінірек қайталап көріңіз. Ақау қайталанса, осы сайтты жүргізетіндерге хабарлаңыз.
page-problem-503 = Бір минуттан кейін қайталап көріңіз.

# Titles of problems by code.
problem-bad-json = Сұраудың JSON мәтіні оқылмайды
problem-bad-request = Сұрау түсініксіз
problem-bad-body = Сұраудың мәтіні толық емес
problem-busy = Сервер бос емес
problem-credential-expired = Қолжетімділік кілтінің мерзімі өтті
problem-credential-missing = Қолжетімділік кілті қажет
problem-credential-revoked = Қолжетімділік кілті кері қайтарылды
problem-credential-unknown = Қолжетімділік кілті белгісіз
problem-internal = Сервердегі ақау
problem-media-type = Мұндай дерек түрі мұнда қабылданбайды
problem-method-not-allowed = Бұл әдіс мұнда қолданылмайды
problem-no-such-page = Мұндай бет жоқ
problem-not-ready = Сервер дайын емес
problem-role-missing = Рөл бұған рұқсат бермейді
problem-stopped = Серверді қайта іске қосу қажет
problem-storage-full = Серверде жаңа жазбаларға орын жоқ
problem-timeout = Сұрау тым ұзақ орындалды
problem-too-large = Сұрау тым үлкен
problem-too-many-requests = Қолжетімділік кілті тым жиі қолданылуда
problem-wrong-field = Сұраудың өрісі дұрыс толтырылмаған

# Titles of problems that have none of their own, by status.
problem-status-400 = Сұрау түсініксіз
problem-status-401 = Қолжетімділік кілті қажет
problem-status-403 = Бұған рұқсат жоқ
problem-status-404 = Мұндай нысан жоқ
problem-status-409 = Бұл жазылған дерекке қайшы
problem-status-413 = Сұрау тым үлкен
problem-status-415 = Мұндай дерек түрі мұнда қабылданбайды
problem-status-422 = Сұрау ережелерді бұзады
problem-status-429 = Сұраулар тым көп
problem-status-500 = Сервердегі ақау
problem-status-503 = Сервер қолжетімсіз
problem-other = Сұрау орындалмады
