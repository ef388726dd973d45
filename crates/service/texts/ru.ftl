# The frame of pages.
page-skip = Перейти к содержанию
page-language = Язык
page-sections = Разделы
page-problem-back = На главную страницу
page-problem-violations = Нарушенные правила
page-problem-400 = Вернитесь, исправьте введённое и отправьте ещё раз.
page-problem-401 = Войдите ещё раз с главной страницы.
page-problem-403 = Вернитесь на главную страницу и повторите действие оттуда.
page-problem-404 = Проверьте адрес: возможно, он скопирован не полностью.
page-problem-429 = Подождите минуту и попробуйте снова.
page-problem-500 = Попробуйте позже. Если сбой повторится, сообщите тем, кто ведёт этот сайт.
page-problem-503 = Попробуйте снова через минуту.

# Titles of problems by code.
problem-bad-json = JSON запроса не читается
problem-bad-request = Запрос непонятен
problem-bad-body = Тело запроса неполно
problem-busy = Сервер занят
problem-credential-expired = Срок действия ключа доступа истёк
problem-credential-missing = Требуется ключ доступа
problem-credential-revoked = Ключ доступа отозван
problem-credential-unknown = Ключ доступа неизвестен
problem-internal = Сбой сервера
problem-media-type = Такой тип данных здесь не принимается
problem-method-not-allowed = Этот метод здесь неприменим
problem-no-such-page = Такой страницы нет
problem-not-ready = Сервер не готов
problem-role-missing = Роль этого не разрешает
problem-stopped = Сервер необходимо перезапустить
problem-storage-full = На сервере нет места для новых записей
problem-timeout = Запрос выполнялся слишком долго
problem-too-large = Запрос слишком велик
problem-too-many-requests = Ключ доступа используется слишком часто
problem-wrong-field = Поле запроса заполнено неверно

# Titles of problems that have none of their own, by status.
problem-status-400 = Запрос непонятен
problem-status-401 = Требуется ключ доступа
problem-status-403 = Это не разрешено
problem-status-404 = Такого объекта нет
problem-status-409 = Это противоречит записанному
problem-status-413 = Запрос слишком велик
problem-status-415 = Такой тип данных здесь не принимается
problem-status-422 = Запрос нарушает правила
problem-status-429 = Слишком много запросов
problem-status-500 = Сбой сервера
problem-status-503 = Сервер недоступен
problem-other = Запрос не выполнен
