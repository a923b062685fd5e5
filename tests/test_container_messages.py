"""Messages in the forms in which people keep them, as threads; and the tables of a data export."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from auditor.intake import Limits, Saved, pages
from auditor.model import Page, Refusal
from fixtures.containers.wrappings import zipped

LIMITS = Limits()


def opened(path: str, data: bytes | str) -> list[Page | Refusal]:
    raw = data.encode() if isinstance(data, str) else data
    return list(pages(Saved(path, raw, hashlib.sha256(raw).hexdigest(), {}, "2026-04-01", LIMITS), LIMITS))


def threads(path: str, data: bytes | str) -> list[dict[str, Any]]:
    made = []
    for page in opened(path, data):
        assert isinstance(page, Page), page
        assert page.media_type == "application/json"
        document = json.loads(page.text)
        if document["kind"] == "thread":
            made.append(document)
    return made


def said(thread: dict[str, Any]) -> list[tuple[str | None, str | None, str]]:
    return [(message["from"], message["sent_at"], message["text"]) for message in thread["messages"]]


# plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_message_as_text_is_read_in_any_encoding(encoding: str) -> None:
    words = "Grüße, Ida — ein Angebot\r\nfür Sie"
    (page,) = opened("message.txt", words.encode(encoding))
    assert isinstance(page, Page)
    assert (page.text, page.media_type, page.container) == (words, "text/plain", "text")
    assert page.sha256 == hashlib.sha256(words.encode(encoding)).hexdigest()


def test_a_text_without_words_is_refused() -> None:
    (refusal,) = opened("message.txt", b" \r\n\t\n")
    assert isinstance(refusal, Refusal)
    assert "no words" in refusal.reason


def test_markup_named_txt_is_read_as_the_page_it_is() -> None:
    (page,) = opened("page.txt", "<!DOCTYPE html><html><body><h1>Ida</h1></body></html>")
    assert isinstance(page, Page)
    assert page.media_type == "text/html"


# e-mail

PLAIN = (
    "Received: from mail.example\r\nFrom: =?utf-8?Q?J=C3=B6rg_Gr=C3=BCn?= <joerg@talent.example>\r\n"
    "To: Ida Brandt <ida@museum.example>\r\nSubject: =?iso-8859-1?Q?Beratung_f=FCr?= =?iso-8859-1?Q?_Sie?=\r\n"
    "Date: Tue, 3 Mar 2026 09:15:00 +0100\r\nMessage-ID: <1@talent.example>\r\nMIME-Version: 1.0\r\n"
)


def test_a_mail_is_a_thread_of_one_message() -> None:
    data = PLAIN + (
        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "Guten Tag,\r\nwir z=E4hlen auf Sie =\r\nund Ihr Wissen.\r\n"
    )
    (page,) = opened("mail.eml", data)
    assert isinstance(page, Page)
    assert (page.captured_at, page.captured_at_basis) == ("2026-03-03T08:15:00Z", "embedded")
    thread = json.loads(page.text)
    assert thread["owner"] == "Ida Brandt"
    assert thread["title"] == "Beratung für Sie"
    assert said(thread) == [("Jörg Grün", "2026-03-03T08:15:00Z", "Guten Tag,\nwir zählen auf Sie und Ihr Wissen.")]
    assert thread["messages"][0]["from_url"] == "mailto:joerg@talent.example"


def test_the_plain_body_goes_before_the_html_body_and_attachments_are_left() -> None:
    alternative = (
        'Content-Type: multipart/mixed; boundary="out"\r\n\r\n--out\r\n'
        'Content-Type: multipart/alternative; boundary="in"\r\n\r\n'
        "--in\r\nContent-Type: text/html\r\n\r\n<p>Hello <b>there</b></p>\r\n"
        "--in\r\nContent-Type: text/plain\r\n\r\nHello there\r\n--in--\r\n"
        "--out\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n"
        "ATTACHED\r\n--out--"
    )
    (thread,) = threads("mail.eml", PLAIN + alternative)
    assert thread["messages"][0]["text"] == "Hello there"
    only_html = "Content-Type: text/html\r\n\r\n<style>p{}</style><p>Hello <b>there</b></p><p>Bye</p>"
    (thread,) = threads("mail.eml", PLAIN + only_html)
    assert thread["messages"][0]["text"] == "Hello there\nBye"


def test_a_mail_box_is_a_thread_for_each_message() -> None:
    letter = "From joerg@talent.example Tue Mar  3 09:15:00 2026\n" + PLAIN.replace("\r\n", "\n")
    box = f"{letter}\nFirst.\nFrom here on\n\nFrom now on: x\n\n{letter}\nSecond.\n"
    first, second = threads("mail.mbox", box)
    assert first["messages"][0]["text"] == "First.\nFrom here on\n\nFrom now on: x"
    assert second["messages"][0]["text"] == "Second."


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN + "\r\n",
        PLAIN + "Content-Type: image/png\r\n\r\nxx",
        PLAIN + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n',
        "From: x\r\nDate: y\r\nTo: z\r\nSubject: =?x?Q?=ZZ?=\r\n\r\nwords",
        "From: =?utf-8?B?broken\r\nDate: Tue, 99 Foo 2026\r\nTo: z\r\n\r\nwords",
    ],
)
def test_broken_mails_are_a_page_or_a_refusal(data: str) -> None:
    (outcome,) = opened("mail.eml", data)
    assert isinstance(outcome, Page) or outcome.reason


# chats as text


def test_whatsapp_from_a_telephone() -> None:
    chat = (
        "\u200e[13/03/2026, 09:15:02] Ida: Messages and calls are end-to-end encrypted.\n"
        "[13/03/2026, 09:15:10] Jörg Grün: Guten Tag: sind Sie da?\nIch hätte\n\nein Angebot\n"
        "[14/03/2026, 10:00:00] Ida: Nein\n"
    )
    (thread,) = threads("WhatsApp Chat.txt", chat)
    assert said(thread)[1:] == [
        ("Jörg Grün", "2026-03-13", "Guten Tag: sind Sie da?\nIch hätte\n\nein Angebot"),
        ("Ida", "2026-03-14", "Nein"),
    ]


def test_whatsapp_from_another_telephone_with_notices() -> None:
    chat = (
        "3/13/26, 9:15\u202fAM - Messages and calls are end-to-end encrypted.\n"
        "3/13/26, 9:16\u202fAM - Jörg: Hello\n3/14/26, 9:17\u202fPM - Ida: Hi\nthere\n"
        "3/15/26, 9:18\u202fPM - Jörg changed the subject\nnot a message\n"
    )
    (thread,) = threads("chat.txt", chat)
    assert said(thread) == [("Jörg", "2026-03-13", "Hello"), ("Ida", "2026-03-14", "Hi\nthere")]


def test_where_the_chat_does_not_say_which_number_is_the_month_only_the_year_is_kept() -> None:
    (thread,) = threads("chat.txt", "03/04/2026, 09:15 - A: one\n05/06/2026, 09:15 - B: two\n")
    assert [message["sent_at"] for message in thread["messages"]] == ["2026", "2026"]
    (thread,) = threads("chat.txt", "03.04.2026, 09:15 - A: one\n05.06.2026, 09:15 - B: two\n")
    assert [message["sent_at"] for message in thread["messages"]] == ["2026-04-03", "2026-06-05"]
    # read with the month first, the second would lie before the first: chats are in order
    (thread,) = threads("chat.txt", "05/06/2026, 09:15 - A: one\n03/07/2026, 09:15 - B: two\n")
    assert [message["sent_at"] for message in thread["messages"]] == ["2026-06-05", "2026-07-03"]


def test_telegram_copied_from_its_window() -> None:
    (thread,) = threads("chat.txt", "Jörg Grün, [13.03.2026 09:15]\nHello\nthere\n\nIda, [13.03.2026 09:16]\nHi\n")
    assert thread["source"] == "telegram"
    assert said(thread) == [("Jörg Grün", "2026-03-13", "Hello\nthere"), ("Ida", "2026-03-13", "Hi")]


def test_a_text_that_is_no_chat_stays_a_text() -> None:
    for words in ("Dear Ida,\n13/03/2026, 09:15 - A: x", "[2026-03-01 10:00] Jörg: Hello", "12: 13"):
        (page,) = opened("m.txt", words)
        assert isinstance(page, Page)
        assert page.container == "text"


# chats as JSON


def telegram(**more: object) -> dict[str, object]:
    messages = [
        {"id": 1, "type": "service", "action": "phone_call", "date": "2026-03-13T09:00:00"},
        {
            "id": 2,
            "type": "message",
            "date": "2026-03-13T09:15:00",
            "date_unixtime": "1773389700",
            "from": "Jörg",
            "text": ["Write to ", {"type": "mention", "text": "@joerg"}, "."],
        },
        {"id": 3, "type": "message", "date": "2026-03-14T09:15:00", "from": "Ida", "text": "No"},
        {"id": 4, "type": "message", "date": "2026-03-14T09:15:00", "from": "Ida", "photo": "x.jpg", "text": ""},
    ]
    return {"name": "Jörg", "type": "personal_chat", "id": 7, "messages": messages, **more}


def test_telegram_as_json() -> None:
    (thread,) = threads("result.json", json.dumps(telegram()))
    assert thread["title"] == "Jörg"
    assert said(thread) == [("Jörg", "2026-03-13T08:15:00Z", "Write to @joerg."), ("Ida", "2026-03-14", "No")]


def test_all_chats_of_telegram_are_a_thread_each() -> None:
    whole = {
        "about": "Here is the data you requested.",
        "personal_information": {"first_name": "Ida", "last_name": "Brandt"},
        "chats": {"about": "x", "list": [telegram(), telegram(name="Museum"), {"messages": []}]},
    }
    made = threads("result.json", json.dumps(whole))
    assert [thread["title"] for thread in made] == ["Jörg", "Museum"]
    assert {thread["owner"] for thread in made} == {"Ida Brandt"}


def test_a_chat_of_metas_services_is_mended_and_put_in_order() -> None:
    whole = {
        "participants": [{"name": "J\u00c3\u00b6rg"}, {"name": "Ida"}],
        "messages": [
            {"sender_name": "Ida", "timestamp_ms": 1773389760000, "content": "Hi"},
            {"sender_name": "J\u00c3\u00b6rg", "timestamp_ms": 1773389700000, "content": "Gr\u00c3\u00bc\u00c3\u009fe"},
            {"sender_name": "Ida", "timestamp_ms": 1773389600000, "photos": []},
        ],
        "title": "J\u00c3\u00b6rg",
    }
    (thread,) = threads("message_1.json", json.dumps(whole))
    assert said(thread) == [("Jörg", "2026-03-13T08:15:00Z", "Grüße"), ("Ida", "2026-03-13T08:16:00Z", "Hi")]


@pytest.mark.parametrize(
    "data",
    [
        '{"name": "x", "type": "personal_chat", "messages": [',
        '{"name": "x", "type": "personal_chat", "messages": null}',
        '{"participants": [], "messages": [1, null, {"content": 3}]}',
        '{"name": "\\ud800", "type": "personal_chat", "messages": [{"type": "message", "text": "\\udfff x"}]}',
        '{"about": "x", "personal_information": 1, "chats": {"list": [1, {"messages": {"a": 1}}]}}',
        '{"participants": [{"name":"a"}], "messages": [{"sender_name":"a","timestamp_ms":1e30,"content":"x"}]}',
    ],
)
def test_broken_chats_are_a_page_or_a_refusal(data: str) -> None:
    for outcome in opened("result.json", data):
        assert isinstance(outcome, Page) or outcome.reason


def test_other_json_is_a_document() -> None:
    for data in ('{"data": {"firstName": "Ida"}}', "[]", '\ufeff{"a": 1}', '[{"a": 1}]'):
        (page,) = opened("answer.json", data)
        assert isinstance(page, Page)
        assert (page.container, page.media_type) == ("json", "application/json")
        json.loads(page.text)


# LinkedIn's data export

MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,"
    "ATTACHMENTS,IS MESSAGE DRAFT\r\n"
    "c1,,Ida Brandt,https://net.example/in/ida,Jörg Grün,https://net.example/in/j,2026-03-02 10:00:00 UTC,,"
    '"No, thanks",INBOX,,false\r\n'
    "c1,,Jörg Grün,https://net.example/in/j,Ida Brandt,https://net.example/in/ida,2026-03-01 09:00:00 UTC,An offer,"
    '"<p>Dear Ida,</p><p>=HYPERLINK(""x"")</p>\nline two",INBOX,,false\r\n'
    "c1,,Ida Brandt,https://net.example/in/ida,Jörg Grün,,2026-03-03 10:00:00 UTC,,never sent,INBOX,,true\r\n"
    "c2,Museum talk,Ola Berg,https://net.example/in/ola,Ida Brandt,,2026-02-01 09:00:00 UTC,,Hello,INBOX,,false\r\n"
)


def test_messages_are_a_thread_for_each_conversation_oldest_first() -> None:
    first, second = threads("messages.csv", MESSAGES)
    assert said(first) == [
        ("Jörg Grün", "2026-03-01T09:00:00Z", 'Dear Ida,\n=HYPERLINK("x")\nline two'),
        ("Ida Brandt", "2026-03-02T10:00:00Z", "No, thanks"),
    ]
    assert first["messages"][0]["subject"] == "An offer"
    assert first["messages"][0]["from_url"] == "https://net.example/in/j"
    assert first["owner"] == "Ida Brandt"
    assert second["title"] == "Museum talk"


def test_columns_are_read_by_name_in_any_order_and_number() -> None:
    data = "DATE,CONTENT,FROM,CONVERSATION ID\n2026-03-01 09:00:00 UTC,Hello,Jörg,c9\n"
    (thread,) = threads("m.csv", data)
    assert said(thread) == [("Jörg", "2026-03-01T09:00:00Z", "Hello")]
    assert "owner" not in thread


def test_a_table_about_the_member_gives_its_rows_and_one_about_others_their_number() -> None:
    (page,) = opened("Positions.csv", 'Company Name,Title,Started On,Finished On\nHarbour,"Curator, art",Mar 2019,\n')
    assert isinstance(page, Page)
    (table,) = json.loads(page.text)["tables"]
    assert table["table"] == "Positions"
    assert table["rows"] == [{"Company Name": "Harbour", "Title": "Curator, art", "Started On": "Mar 2019"}]
    connections = (
        'Notes:\n"Some addresses, are missing"\n\nFirst Name,Last Name,URL,Email Address,Connected On\n'
        "Ola,Berg,https://net.example/in/ola,,01 Feb 2026\n"
    )
    (page,) = opened("Connections.csv", connections)
    assert isinstance(page, Page)
    (table,) = json.loads(page.text)["tables"]
    assert (table["table"], table["count"]) == ("Connections", 1)
    assert "Ola" not in page.text


def test_invitations_with_words_are_threads() -> None:
    data = (
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        "Jörg Grün,Ida Brandt,2026-03-01 09:00:00 UTC,Let us talk,INCOMING,https://net.example/in/j,x\n"
        "Ola,Ida Brandt,2026-03-01 09:00:00 UTC,,INCOMING,y,x\n"
    )
    (thread,) = threads("Invitations.csv", data)
    assert said(thread) == [("Jörg Grün", "2026-03-01T09:00:00Z", "Let us talk")]
    assert thread["owner"] == "Ida Brandt"


def test_the_whole_export_is_one_page_and_its_threads() -> None:
    data = zipped(
        {
            "Profile.csv": b"First Name,Last Name,Headline,Summary\nIda,Brandt,Curator,\n",
            "Connections.csv": b"First Name,Last Name,Connected On\nOla,Berg,01 Feb 2026\n",
            "messages.csv": MESSAGES.encode(),
            "Jobs/Saved Jobs.csv": b"Saved Date,Job Url\n",
            "Articles/mine.html": b"<html><body>mine</body></html>",
        }
    )
    outcomes = opened("Export.zip", data)
    own, *rest = outcomes
    assert isinstance(own, Page)
    assert (own.sha256, own.path) == (hashlib.sha256(data).hexdigest(), "Export.zip")
    assert [table["table"] for table in json.loads(own.text)["tables"]] == ["Connections", "Profile", "messages"]
    assert [page.path for page in rest] == [
        "Export.zip!/messages.csv#conversation-00001",
        "Export.zip!/messages.csv#conversation-00002",
    ]


def test_a_table_of_something_else_is_refused() -> None:
    (refusal,) = opened("prices.csv", "Item,Price\nTea,3\n")
    assert isinstance(refusal, Refusal)
    assert "not a saved page" in refusal.reason


@pytest.mark.parametrize(
    "tail", ['"never closed,x\n', "\0,\0\n", "a" * 200_000 + "\n", ",".join("x" * 5_000) + "\n", "\r\r\r\n\n"]
)
def test_odd_rows_cost_no_more_than_themselves(tail: str) -> None:
    made = opened("messages.csv", MESSAGES + tail)
    assert sum(isinstance(page, Page) for page in made) >= 3
