# The frame of pages.
page-skip = Skip to the content
page-language = Language
page-sections = Sections
page-problem-back = Go to the start page
page-problem-violations = Rules that are not kept
page-problem-400 = Go back, correct what was entered and send it again.
page-problem-401 = Log in again from the start page.
page-problem-403 = Go to the start page and repeat it from there.
page-problem-404 = Check the address: it may have been copied incompletely.
page-problem-429 = Wait a minute and try again.
page-problem-500 = Try again later. If it fails again, tell those who run this site.
page-problem-503 = Try again in a minute.

# Titles of problems by code.
problem-bad-json = The request's JSON cannot be read
problem-bad-request = The request cannot be understood
problem-bad-body = The request's body is incomplete
problem-busy = The server is busy
problem-credential-expired = The API key has expired
problem-credential-missing = A credential is needed
problem-credential-revoked = The API key was revoked
problem-credential-unknown = The credential is not known
problem-internal = The server failed
problem-media-type = The request's media type is not taken here
problem-method-not-allowed = The method cannot be used here
problem-no-such-page = There is no such page
problem-not-ready = The server is not ready
problem-role-missing = The role does not permit this
problem-stopped = The server has to be started again
problem-storage-full = The server has no room for new records
problem-timeout = The request took too long
problem-too-large = The request is too large
problem-too-many-requests = The API key is used too often
problem-wrong-field = A field of the request is not as it must be

# Titles of problems that have none of their own, by status.
problem-status-400 = The request cannot be understood
problem-status-401 = A credential is needed
problem-status-403 = This is not permitted
problem-status-404 = There is no such thing
problem-status-409 = This contradicts what is recorded
problem-status-413 = The request is too large
problem-status-415 = The request's media type is not taken here
problem-status-422 = The request breaks rules
problem-status-429 = Too many requests
problem-status-500 = The server failed
problem-status-503 = The server is not available
problem-other = The request was not carried out
