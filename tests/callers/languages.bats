# languages.bats - what programs in these languages use to send mail
bats_require_minimum_version 1.5.0
load callers
load nodemailer

setup_file() {
	callers_file
}

# The text of each of these programs' messages.
write_text() {
	printf '%s\n' hello . ..x 'From here on' end >"$TMP/text"
}

setup() {
	prepare
	make_house
	write_text
}

# asked_to_hide: to@example.net and, unseen, hidden@example.net got it
asked_to_hide() {
	came "$1" '<to@example.net>' '<hidden@example.net>'
	has 'To: to@example.net' 'Subject: hi'
	body_is text
}

# ---- PHP ----

# program NAME <text: puts it where the house has it
program() {
	put "/etc/callers/$1"
}

# php_mail STATUS [EXTRA]: mail() with a Bcc and with mixed line ends, as PHP
# joins its header with CRLF and the text has LF
php_mail() {
	program mail.php <<-'END'
		<?php
		$text = "hello\n.\n..x\nFrom here on\nend\n";
		$header = ["From" => "Web <web@example.org>",
			"Bcc" => "hidden@example.net"];
		exit(mail("to@example.net", "hi", $text, $header,
			$argv[1] ?? "") ? 0 : 3);
	END
	run "-$1" --separate-stderr as_alice php /etc/callers/mail.php "${@:2}"
}

@test "PHP: mail()" {
	smarthost
	php_mail 0
	silent
	echo >>"$TMP/text" # which PHP adds
	asked_to_hide '<alice@example.com>'
	has 'From: Web <web@example.org>'
}

@test "PHP: mail() with a sender" {
	smarthost
	php_mail 0 -fbounces@example.org
	silent
	echo >>"$TMP/text"
	asked_to_hide '<bounces@example.org>'
}

@test "PHP: mail() is false when the smarthost refuses, for good or now" {
	local reply

	for reply in "$NO_SUCH_USER" '450 4.2.0 not now'; do
		smarthost --refuse-recipient "*=$reply"
		php_mail 3
		[[ $stderr == "sendmail: "*"was refused: $reply"* ]]
		nothing_came
	done
}

# phpmailer HOW STATUS
phpmailer() {
	program mailer.php <<-'END'
		<?php
		require "/usr/share/php/libphp-phpmailer/autoload.php";
		$mail = new PHPMailer\PHPMailer\PHPMailer(true);
		$mail->{$argv[1]}();
		$mail->setFrom("web@example.org", "Web");
		$mail->addAddress("to@example.net");
		$mail->addBCC("hidden@example.net");
		$mail->Subject = "hi";
		$mail->Body = "hello\n.\n..x\nFrom here on\nend\n";
		$mail->send();
	END
	run "-$2" --separate-stderr as_alice php /etc/callers/mailer.php "$1"
}

@test "PHP: PHPMailer, isMail()" {
	smarthost
	phpmailer isMail 0
	silent
	echo >>"$TMP/text"
	asked_to_hide '<web@example.org>'
	has 'From: Web <web@example.org>'
}

@test "PHP: PHPMailer, isSendmail()" {
	smarthost
	phpmailer isSendmail 0
	silent
	asked_to_hide '<web@example.org>'
	has 'From: Web <web@example.org>'
}

@test "PHP: PHPMailer throws when the smarthost refuses" {
	smarthost --refuse-recipient "hidden@*=$NO_SUCH_USER"
	phpmailer isSendmail 255
	[[ $stderr == *"hidden@example.net was refused: $NO_SUCH_USER"* ]]
	[[ $stderr == *'Could not execute: /usr/sbin/sendmail'* ]]
	came '<web@example.org>' '<to@example.net>'
}

@test "PHP: PEAR Mail, which leaves Bcc in the text" {
	program pear.php <<-'END'
		<?php
		error_reporting(E_ALL & ~E_DEPRECATED);
		require "Mail.php";
		$sent = Mail::factory("sendmail")->send(
			"to@example.net, hidden@example.net",
			["From" => "web@example.org", "To" => "to@example.net",
			"Bcc" => "hidden@example.net", "Subject" => "hi"],
			"hello\n.\n..x\nFrom here on\nend\n");
		exit($sent === true ? 0 : 3);
	END
	smarthost
	run -0 --separate-stderr as_alice php /etc/callers/pear.php
	silent
	asked_to_hide '<web@example.org>'
}

# ---- Perl ----

# perl_program STATUS <text: with $text defined
perl_program() {
	{
		printf '%s\n' 'use strict;' 'use warnings;'
		printf 'my $text = "%s";\n' \
			'hello\n.\n..x\nFrom here on\nend\n'
		cat
	} | program program.pl
	run "-$1" --separate-stderr as_alice perl /etc/callers/program.pl
}

email_sender() {
	perl_program "$1" <<-'END'
		use Email::Sender::Simple qw(sendmail);
		use Email::Simple;
		my $email = Email::Simple->create(
			header => [ From => 'web@example.org',
				To => 'to@example.net', Subject => 'hi' ],
			body => $text);
		sendmail($email, { to =>
			[ 'to@example.net', 'hidden@example.net' ] });
	END
}

@test "Perl: Email::Sender" {
	smarthost
	email_sender 0
	silent
	asked_to_hide '<web@example.org>'
	has 'From: web@example.org'
}

@test "Perl: Email::Sender dies, with our status, when the smarthost refuses" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	email_sender 67
	[[ $stderr == *"to@example.net was refused: $NO_SUCH_USER"* ]]
	[[ $stderr == *'error when closing pipe to sendmail'* ]]
	nothing_came
}

mime_lite() {
	perl_program "$1" <<-'END'
		use MIME::Lite;
		MIME::Lite->new(From => 'web@example.org',
			To => 'to@example.net', Bcc => 'hidden@example.net',
			Subject => 'hi', Data => $text)->send or exit 3;
	END
}

@test "Perl: MIME::Lite" {
	smarthost
	mime_lite 0
	silent
	asked_to_hide '<web@example.org>'
	has 'From: web@example.org' 'Content-Transfer-Encoding: 8bit'
}

@test "Perl: MIME::Lite dies, with our status, when the smarthost refuses" {
	smarthost --reply-to-dot '554 5.7.1 no spam'
	mime_lite 65
	[[ $stderr == *'refused the message'*'554 5.7.1 no spam'* ]]
	nothing_came
}

# It passes no -i.
mail_mailer() {
	perl_program "$1" <<-'END'
		use Mail::Mailer;
		my $mail = Mail::Mailer->new('sendmail');
		$mail->open({ From => 'web@example.org',
			To => 'to@example.net', Bcc => 'hidden@example.net',
			Subject => 'hi' });
		$text =~ s/^\.\n//m;
		print $mail $text;
		$mail->close or exit 3;
	END
}

@test "Perl: Mail::Mailer" {
	smarthost
	mail_mailer 0
	silent
	sed -i '/^\.$/d' "$TMP/text"
	asked_to_hide '<alice@example.com>'
	has 'From: web@example.org'
}

@test "Perl: Mail::Mailer returns false when the smarthost refuses" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	mail_mailer 3
	[[ $stderr == *"to@example.net was refused: $NO_SUCH_USER"* ]]
	nothing_came
}

@test "Perl: MIME::Entity" {
	smarthost
	perl_program 0 <<-'END'
		use MIME::Entity;
		my $mail = MIME::Entity->build(From => 'web@example.org',
			To => 'to@example.net', Subject => 'hi',
			Data => [ "hello\n", "..x\n", "end\n" ]);
		$mail->attach(Data => "more\n");
		$mail->send('sendmail') or exit 3;
	END
	silent
	came '<alice@example.com>' '<to@example.net>'
	has 'From: web@example.org' 'Sender: "& Liddell" <alice@example.com>'
	[[ $(body) == *$'\nhello\n..x\nend\n'* ]]
}

# git_send_email STATUS: it is in Perl, too
git_send_email() {
	run "-$1" --separate-stderr as_alice sh -c 'cd && git init -q r &&
		cd r && git config user.name "Jörg Liddell" &&
		git config user.email alice@example.org &&
		echo text >file && git add file &&
		git commit -q -m "First thing" -m .. &&
		git format-patch -q --root HEAD &&
		exec git send-email --quiet --confirm=never \
			--to=to@example.net --bcc=hidden@example.net \
			--envelope-sender=bounces@example.org 0001*'
}

@test "git send-email" {
	smarthost
	git_send_email 0
	assert_equal "$stderr" ''
	came '<bounces@example.org>' '<to@example.net>' '<alice@example.org>' \
		'<hidden@example.net>'
	has 'From: =?UTF-8?q?J=C3=B6rg=20Liddell?= <alice@example.org>' \
		'To: to@example.net' 'Subject: [PATCH] First thing'
	[[ $(body) == ..$'\n---\n'*$'\n+text\n-- \n'* ]]
}

@test "git send-email fails with our status" {
	smarthost --refuse-recipient "hidden@*=$NO_SUCH_USER"
	git_send_email 67
	[[ $stderr == *"hidden@example.net was refused: $NO_SUCH_USER"* ]]
	came '<bounces@example.org>' '<to@example.net>' '<alice@example.org>'
}

# ---- Python ----

python() {
	program program.py <<-'END'
		import subprocess, sys
		from email.message import EmailMessage

		mail = EmailMessage()
		mail["From"] = "Web <web@example.org>"
		mail["To"] = "Jörg <to@example.net>"
		mail["Bcc"] = "hidden@example.net"
		mail["Subject"] = "Grüße"
		mail.set_content("hällo\n.\n..x\nFrom here on\nend\n")
		done = subprocess.run(["/usr/sbin/sendmail", "-t", "-oi"],
			input=mail.as_bytes(), stderr=subprocess.PIPE)
		print(done.returncode, done.stderr.decode())
	END
	run -0 --separate-stderr as_alice /usr/bin/python3 \
		/etc/callers/program.py
}

@test "Python: email and subprocess" {
	smarthost
	python
	assert_equal "$output" '0 '
	came '<alice@example.com>' '<to@example.net>' '<hidden@example.net>'
	has 'From: Web <web@example.org>' \
		'To: =?utf-8?q?J=C3=B6rg?= <to@example.net>' \
		'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=' \
		'Content-Transfer-Encoding: 8bit'
	sed -i 's/^hello/hällo/' "$TMP/text"
	body_is text
}

@test "Python sees status and sentence when the smarthost refuses" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	python
	[[ $output == "67 sendmail: "*"to@example.net was refused: \
$NO_SUCH_USER"* ]]
	nothing_came
}

# mercurial STATUS: mails its first changeset
mercurial() {
	run "-$1" --separate-stderr as_alice sh -c 'cd && hg init -q r &&
		cd r && echo text >file && hg add -q file &&
		hg commit -u "Alice <alice@example.org>" -m "first thing" &&
		hg --config extensions.patchbomb= \
			--config email.method=/usr/sbin/sendmail email -q \
			-r 0 --to to@example.net --bcc hidden@example.net \
			--from "Alice <alice@example.org>"' </dev/null
}

@test "Python: mercurial's email" {
	smarthost
	mercurial 0
	came '<alice@example.org>' '<to@example.net>' '<hidden@example.net>'
	has 'From: =?iso-8859-1?q?Alice?= <alice@example.org>' \
		'To: to@example.net' 'Subject: [PATCH] first thing'
	[[ $(body) == *$'\n+text' ]]
}

@test "Python: mercurial aborts with our status" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	mercurial 255
	[[ $stderr == *'sendmail exited with status 67'* ]]
	nothing_came
}

# ---- Ruby ----

ruby() {
	program program.rb <<-'END'
		require 'mail'
		Mail.defaults { delivery_method :sendmail }
		Mail.deliver do
			from 'Web <web@example.org>'
			to 'to@example.net'
			bcc 'hidden@example.net'
			subject 'hi'
			body "hello\n.\n..x\nFrom here on\nend\n"
		end
	END
	run "-$1" --separate-stderr as_alice ruby /etc/callers/program.rb
}

@test "Ruby: mail" {
	smarthost
	ruby 0
	silent
	asked_to_hide '<web@example.org>'
	has 'From: Web <web@example.org>'
}

# ---- JavaScript ----

nodemailer() {
	install_nodemailer
	program program.js <<-'END'
		const mailer = require(process.argv[2] +
			'/node_modules/nodemailer');
		mailer.createTransport({ sendmail: true }).sendMail({
			from: 'Web <web@example.org>', to: 'to@example.net',
			bcc: 'hidden@example.net', subject: 'hi',
			text: 'hello\n.\n..x\nFrom here on\nend\n'
		}, (error) => {
			if (error) console.log(error.message);
			process.exit(error ? 3 : 0);
		});
	END
	run "-$1" --separate-stderr as_alice node /etc/callers/program.js \
		"$NODE"
}

@test "JavaScript: nodemailer" {
	smarthost
	nodemailer 0
	silent
	asked_to_hide '<web@example.org>'
	has 'From: Web <web@example.org>'
}

@test "JavaScript: nodemailer tells our status" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	nodemailer 3
	assert_equal "$output" 'Sendmail exited with code 67'
	nothing_came
}

# ---- Emacs ----

# emacs STATUS <text of a program
emacs() {
	program program.el
	run "-$1" as_alice emacs --batch -Q -l /etc/callers/program.el
}

sendmail_el() {
	emacs "$1" <<-'END'
		(require 'sendmail)
		(setq mail-interactive t user-mail-address "alice@example.org")
		(with-temp-buffer
		  (insert "To: to@example.net\nBcc: hidden@example.net\n"
		          "Subject: hi\n" mail-header-separator "\n"
		          "hello\n.\n..x\nFrom here on\nend\n")
		  (sendmail-send-it))
	END
}

@test "Emacs: sendmail.el" {
	smarthost
	sendmail_el 0
	assert_output ''
	asked_to_hide '<alice@example.com>'
	has 'From: Alice Liddell <alice@example.org>'
}

@test "Emacs: sendmail.el tells our status" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	sendmail_el 255
	assert_output --partial 'failed with exit value 67'
	nothing_came
}

message_el() {
	emacs "$1" <<-'END'
		(require 'message)
		(setq message-send-mail-function
		        'message-send-mail-with-sendmail
		      message-interactive t
		      user-mail-address "alice@example.org")
		(message-mail "to@example.net" "hi")
		(message-goto-bcc)
		(insert "hidden@example.net")
		(message-goto-body)
		(insert "hello\n.\n..x\nFrom here on\nend\n")
		(message-send)
	END
}

@test "Emacs: message.el" {
	smarthost
	message_el 0
	asked_to_hide '<alice@example.org>'
	has 'From: Alice Liddell <alice@example.org>'
}

@test "Emacs: message.el tells our status" {
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	message_el 255
	assert_output --partial 'failed with exit value 67'
	nothing_came
}
