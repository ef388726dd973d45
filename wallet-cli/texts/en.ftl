error-label = Error

# Help
help-about = Holds certificates of micro-qualifications: receives, shows, verifies and presents them.
help-usage = Usage
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-after-short = Exit codes: 0 done or genuine · 1 not genuine · 2 cannot tell · 3 wrong use · 4 vault locked · 5 network · 6 files
help-after =
    Exit codes:
      0  done; for verify and present: genuine
      1  not genuine; receive stored nothing of it
      2  whether it is genuine cannot be told now
      3  wrong use: an unknown option or number, a file that is no certificate
      4  the vault cannot be opened: no or a wrong passphrase, damaged, in use
      5  a server could not be asked, or did not answer as it should
      6  a file or folder could not be read or written

    Environment:
      KUALIK_WALLET      the wallet's folder, when --dir is not given
      WALLET_PASSPHRASE  the passphrase, when --passphrase-file is not given
      LC_ALL, LANG       the language, when --lang is not given

    The wallet's folder is $XDG_DATA_HOME/kualik-wallet or ~/.local/share/kualik-wallet otherwise. In it, vault.age holds your key and your certificates; keep a copy of it. Whoever forgets the passphrase loses the key.
help-init = Make a new wallet: a key of your own and an encrypted vault
help-receive = Receive certificates from a file, a folder or a link
help-list = List the certificates in the wallet
help-show = Show one certificate
help-verify = Verify a certificate now, against the register
help-qr = Show the QR code that carries a certificate, or write it to a file
help-present = Present certificates to a verifier
help-export = Write a certificate to files
help-did = Print the wallet's DID, to which certificates are bound
help-trust = Show or change which register is trusted
help-completions = Print the completions of a shell
help-man = Print the manual page
help-option-image = A picture of the QR code on a certificate, as PNG or JPEG
help-option-offline = Ask nobody: take what is to be known from this offline bundle, which the register serves at /offline-bundle
help-option-help = Print help
help-option-version = Print the version
help-option-dir = The wallet's folder
help-option-passphrase-file = Read the passphrase from this file
help-option-json = Answer in JSON, for programs
help-option-lang = The language of the answers
help-option-registry = The base URL of the register
help-option-operator-keys = A key of the register's operator, did:web:..#z6Mk..; give the option several times for several keys
help-init-allow-loopback = Also ask servers on this machine, without https: for trying things out
help-trust-allow-loopback = Whether to ask servers on this machine, without https: for trying things out
help-receive-sources = A certificate, a delivery, a folder with them, a link, or - for standard input
help-receive-all = Also take certificates that are not bound to this wallet
help-option-number = The certificate's number, with or without spaces
help-verify-subject = The number of a certificate in the wallet, or a file, a folder, a link, the text of a code, or -
help-qr-verifier = The verifier whose page the code opens; without it verifier_url of wallet.toml
help-qr-offline = Ask nobody: take what the code is written with from this offline bundle of the register
help-qr-out = Write the code to this file, which ends in .svg or .png
help-present-numbers = The numbers of the certificates
help-present-to = The verifier's URL: asks it for a question, answers it, shows the verdict
help-present-challenge = The verifier's question, when you got it in another way
help-present-domain = The verifier for whom the presentation is made, as it names itself
help-present-output = Write the presentation to this file, else to standard output
help-present-format = The form of the presentation: ldp is JSON with an embedded proof, jwt a signed token
help-export-output = A file ending in .json for everything in one, or a folder
help-option-force = Write over what is there
help-completions-shell = The shell
help-man-output = Write the pages of all commands into this folder

# Questions
prompt-passphrase = Passphrase of the wallet:
prompt-new-passphrase = A passphrase for the new wallet, at least 8 characters:
prompt-again = The same again:

# Answers
written = Written:
init-done =
    Your wallet is in { $directory }
    Its DID is { $did }
    Give the DID to your university, so that it binds your certificates to this wallet.
    Keep a copy of vault.age, and do not lose the passphrase: nobody can open the vault without it.
init-without-trust = No register is trusted yet: set it with `wallet trust --registry URL --operator-key KEY`.
trust-registry = Trusted register: { $registry }
trust-nobody = No register is trusted yet: set it with `wallet trust --registry URL --operator-key KEY`.
trust-key = Operator's key: { $key }
trust-loopback = Servers on this machine are asked too, without https.
received-stored = Stored: { $number } — { $name }.
received-not-bound = It is not bound to this wallet: a verifier cannot tell that it is yours.
received-receipt-added = { $number } was here already; the operator's receipt is new and stored now.
received-unchanged = { $number } was here already; nothing has changed.
received-not-mine = Not stored: { $number } ({ $source }) is bound to another wallet. With --all it is taken all the same.
received-conflict = Not stored: the wallet holds another certificate under the number { $number }. One of the two is not genuine: compare them with `wallet verify { $number }` and `wallet verify { $source }`.
received-refused = Not stored: { $number } ({ $source }) is not genuine, or not for the register that this wallet trusts. Ask your university for the file again. What was found:
received-others = Certificates that are not bound to this wallet and were left: { $count }. With --all they are taken too.
list-empty = There is no certificate in the wallet yet. Take one in with `wallet receive FILE`.
bound-here = this wallet
bound-elsewhere = another wallet
bound-nowhere = nobody
receipt-there = is here
receipt-missing = is missing
amount-credits = { $amount } credits
amount-hours = { $amount } academic hours
column-number = Number
column-name = Name
column-issuer = Issued by
column-grade = Grade
column-date = Awarded
column-bound = Bound to
column-course = Course
column-credits = Credits
column-mark = {" "}
column-check = Check
column-finding = Finding
field-number = Number
field-name = Micro-qualification
field-person = Issued to
field-issuer = Issued by
field-programme = Programme
field-purpose = Purpose
field-volume = Volume
field-grade = Grade
field-competency = Competency
field-studied = Studied
field-awarded = Awarded
field-until = Valid until
field-bound = Bound to
field-receipt = Operator's receipt
field-page = In the register
verify-subject = { $number } — { $name }, { $issuer }, { $person }, { $grade }
qr-general = What the register knows of the programme was not at hand, so the code is larger than it could be. With a connection, or an offline bundle of the register, it becomes smaller.
qr-narrow = The code is { $columns } characters wide, which the terminal is not: make its window wider or its letters smaller, or write the code to a file with --out.
verify-verdict = Verdict: { $verdict }
present-verdict = { $verifier } says: { $verdict }
present-not-bound = { $number } is not bound to this wallet: the verifier cannot tell that it is yours.

# Errors: what happened, then what to do
no-wallet = There is no wallet in { $directory }.
    .advice = Make one with `wallet init`, or name another folder with --dir.
wallet-exists = There is a wallet in { $directory } already; it was left as it is.
    .advice = Name another folder with --dir.
wrong-passphrase = The passphrase does not open the vault.
    .advice = Try again; mind the keyboard layout and Caps Lock.
vault-damaged = { $path } is damaged: { $problem }.
    .advice = Put your copy of the file in its place.
vault-too-new = The vault has format { $version }, which this version of the program does not know.
    .advice = Install a newer version of the program.
vault-busy = Another process is changing the wallet in { $directory }.
    .advice = Wait until it has ended, then try again.
vault-unreadable = { $path } cannot be read: { $problem }.
    .advice = See who may read the file.
vault-not-written = { $path } could not be written: { $problem }. Nothing was changed.
    .advice = See that the disk has room and that you may write there, then try again.
passphrase-missing = There is no passphrase, and no terminal to ask at.
    .advice = Give it with --passphrase-file FILE or in the environment variable WALLET_PASSPHRASE.
passphrase-file = No passphrase can be read from { $path }: { $problem }.
    .advice = Name a text file that holds the passphrase in its first line and nothing else.
passphrase-empty = The passphrase is empty.
    .advice = Type the passphrase that you chose when you made the wallet.
passphrase-short = The passphrase is too short: it needs at least { $least } characters.
    .advice = Choose several words that do not belong together.
passphrases-differ = The two passphrases differ; no wallet was made.
    .advice = Try again.
passphrase-cancelled = No passphrase was typed; nothing was done.
    .advice = Try again when you have it.
settings-unreadable = { $path } cannot be read: { $problem }.
    .advice = See who may read the file.
settings-not-written = { $path } could not be written: { $problem }.
    .advice = See that the disk has room and that you may write there, then try again.
settings-malformed = { $path } is not as it should be: { $problem }.
    .advice = Mend the file, or remove it and set the register again with `wallet trust`.
no-resolver = The wallet cannot ask any server: { $problem }
    .advice = See that the system's root certificates are installed.
no-trust = No register is trusted yet, so nothing can be checked.
    .advice = Set the register and its operator's key with `wallet trust --registry URL --operator-key KEY`.
trust-unusable = The register and its operator's keys do not fit together: { $problem }.
    .advice = Give both --registry and --operator-key; the operator publishes them.
source-missing = There is no file or folder { $path }.
    .advice = See whether the name is right.
source-unreadable = { $path } cannot be read: { $problem }.
    .advice = See who may read the file.
source-too-large = { $path } is too large for a certificate: at most { $limit } bytes are read.
    .advice = Name the file certificate.json or delivery.json.
source-malformed = { $path } is no JSON document: { $problem }.
    .advice = Take the file as you received it: certificate.json or delivery.json.
no-certificate = { $path } is no certificate.
    .advice = Name the file certificate.json or delivery.json, or the link from the QR code.
receipt-alone = { $path } is the operator's receipt, without the certificate.
    .advice = Name the file certificate.json or delivery.json, or the folder of both.
presentation-given = { $path } is a presentation, made for a verifier.
    .advice = Hand it to that verifier; the wallet takes certificates.
folder-empty = There is no certificate in the folder { $path }.
    .advice = Name a folder with certificate.json or delivery.json, or one with such folders.
folder-of-many = There are several certificates in the folder { $path }.
    .advice = Name the folder of one of them.
register-page = This link leads to the register's page about a number, which does not hold the certificate.
    .advice = Take the link from the QR code of the certificate.
link-failed = The link could not be followed: { $problem }.
    .advice = See whether the link is whole and you are connected, then try again.
link-no-certificate = There is no certificate behind the link.
    .advice = Take the link from the QR code of the certificate.
picture-without-code = No QR code can be read in { $path }.
    .advice = Take the picture again from nearer, straight, in good light, with the whole code and its white margin.
picture-too-large = The picture { $path } is too large.
    .advice = Cut out the code, or save the picture smaller.
picture-broken = { $path } cannot be read as a picture.
    .advice = Save it as PNG or JPEG.
code-broken = The code is damaged, cut off or none that carries a certificate.
    .advice = Scan it again, or ask for the file certificate.json or delivery.json.
credential-token = This is a certificate as a token (JWT or SD-JWT); certificates of this register carry their proof in themselves.
    .advice = Ask for the file certificate.json or delivery.json.
presentation-request = This is a verifier's request (OpenID4VP), which this wallet cannot answer yet.
    .advice = Present the certificate with `wallet present --to` the verifier's address, or show its code: `wallet qr`.
credential-offer = This is an offer of a certificate (OpenID4VCI), which this wallet cannot take up yet.
    .advice = Ask your university for the file delivery.json or for the link in the QR code.
code-unknown = The register does not know what this code is read with.
    .advice = Scan it again; if it stays so, the code is none of the register that you trust: ask for the file certificate.json or delivery.json.
offline-code-unknown = The offline bundle does not hold what this code is read with: the code is newer than the bundle, or of another register.
    .advice = Get a newer bundle from the register, or ask for the file certificate.json or delivery.json.
offline-link = This is a link, and offline nobody is asked.
    .advice = Name the certificate's file or a picture of the code that carries it, or verify it with a connection, without --offline.
bundle-missing = There is no file { $path }.
    .advice = Get the offline bundle: { $address }
bundle-unreadable = { $path } cannot be read: { $problem }.
    .advice = See that it is a file, and who may read it.
bundle-too-large = { $path } is no offline bundle: it has more than 256 MB.
    .advice = Get the offline bundle: { $address }
bundle-of-other-register = The offline bundle is of the register { $found }, and { $trusted } is trusted.
    .advice = Get the bundle of the trusted register: { $address }
bundle-not-signed = The offline bundle { $path } is not signed by the trusted operator, so nothing in it counts.
    .advice = Get it from the register itself: { $address }
bundle-damaged = The offline bundle { $path } is damaged, cut off, or something else.
    .advice = Get it again: { $address }
code-unreadable = What the code is read with could not be fetched from the register: { $problem }.
    .advice = See whether you are connected and the code is of the register that you trust, then try again.
number-malformed = “{ $number }” is no certificate number.
    .advice = It has 14 digits; compare it with the certificate or with `wallet list`.
number-not-held = There is no certificate { $number } in the wallet.
    .advice = See what is there with `wallet list`.
neither-number-nor-file = “{ $subject }” is neither a certificate number nor a file.
    .advice = See the numbers with `wallet list`, or name a file, a folder or a link.
no-home = Where the wallet is cannot be told: neither HOME nor XDG_DATA_HOME is set.
    .advice = Name its folder with --dir.
not-yours = { $number } is bound to another wallet.
    .advice = Present it with that wallet.
loopback-not-allowed = { $verifier } is on this machine, which is not asked.
    .advice = For trying things out, allow it with `wallet trust --allow-loopback true`.
verifier-unreachable = There is no connection to the verifier { $verifier }.
    .advice = See whether the address is right and you are connected, then try again.
verifier-slow = The verifier { $verifier } did not answer in time. It may have got the presentation.
    .advice = Try again later.
verifier-refused = The verifier { $verifier } refused (status { $status }): { $problem }
    .advice = Try again with a new question; if it refuses again, ask the verifier.
verifier-unreadable = What answers at { $verifier } is no verifier: { $problem }.
    .advice = See whether the address is right.
verifier-differs = { $verifier } asks in another's name: { $domain }. Nothing was presented.
    .advice = If { $domain } is whom you mean, give that address with --to; otherwise do not present anything there.
no-verifier = Which verifier's page the code opens was not said.
    .advice = Give its address with --verifier https://.., or write it into wallet.toml: verifier_url = "https://..".
not-a-picture-name = { $path } ends in neither .svg nor .png.
    .advice = Name a file that ends in .svg (for printing) or .png.
code-too-long = The certificate { $number } does not fit into a QR code without what the register knows of its programme.
    .advice = Try again with a connection, or with an offline bundle of the register (--offline); otherwise hand over its file: `wallet export`.
code-not-drawn = The code could not be made: { $problem }.
    .advice = Hand over the certificate's file: `wallet export`.
not-presented = The presentation could not be made: { $problem }.
    .advice = Verify the certificate with `wallet verify`.
file-exists = { $path } is there already; nothing was written.
    .advice = Name another place, or write over it with --force.
not-written = { $path } could not be written: { $problem }.
    .advice = See that the disk has room and that you may write there, then try again.
