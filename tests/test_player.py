"""The player of calls does what the carrier documents for each verb (https://www.twilio.com/docs/voice/twiml)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.happenings import Answered, Asked, Dials, Ended, Faulted, Said, Waits
from bot.simulator.player import Player
from bot.simulator.webhook import Exchange, Webhook
from tests.playing import ACCOUNT, FALLBACK, VOICE, Line, all_of, playing, words, xml

ASK = '<Gather action="/next" {}><Say>Press a key</Say></Gather><Say>Nobody</Say>'
NEXT = xml("<Say>Next</Say>")


def gathering(attributes: str, prompted: bool = True) -> tuple[Player, Line]:
    """A player whose line asks for keys; at second 0 the prompt begins, at second 1.1 it is over."""
    line = Line({"/twilio/voice": xml(ASK.format(attributes)), "/next": NEXT})
    player = playing(line)
    player.start(0)
    if prompted:
        player.advance(1.1)
        assert player.listening
    return player, line


# What is spoken


def test_the_phone_rings_until_the_first_document_comes_and_then_the_words_take_their_time() -> None:
    line = Line({"/twilio/voice": xml('<Say voice="Polly.Lupe-Neural" language="es-US">Buenas</Say><Say>Hi</Say>')})
    player = playing(line)
    told = player.start(10)
    assert line.asked[0][0] == VOICE
    assert line.last["CallStatus"] == "ringing"
    assert [type(one) for one in told] == [Asked, Answered, Said]
    (said,) = all_of(Said, told)
    assert (said.text, said.language, said.voice, said.rate, said.id) == (
        "Buenas",
        "es-US",
        "Polly.Lupe-Neural",
        100,
        1,
    )
    assert (said.at, said.seconds, player.due) == (10, 0.6, 10.6)
    (said,) = all_of(Said, player.advance(10.7))
    assert (said.text, said.language, said.id, said.at) == ("Hi", "en-US", 2, 10.6)


def test_a_call_ends_where_its_document_ends() -> None:
    player = playing(Line({"/twilio/voice": xml("<Say>Bye</Say>")}))
    player.start(0)
    assert player.ended is None
    (ended,) = all_of(Ended, player.advance(5))
    assert (ended.state, ended.at, ended.by_caller) == ("completed", 0.3, False)
    assert player.due is None


def test_an_empty_document_is_answered_and_hung_up() -> None:
    told = playing(Line({"/twilio/voice": xml("")})).start(0)
    assert [type(one) for one in told] == [Asked, Answered, Ended]


def test_a_pause_is_a_second_unless_it_says_otherwise() -> None:
    player = playing(Line({"/twilio/voice": xml('<Say>A</Say><Pause/><Pause length="3"/><Say>B</Say>')}))
    player.start(0)
    assert words(player.advance(4.0)) == []
    assert words(player.advance(4.2)) == ["B"]


def test_a_pause_before_anything_else_lets_the_phone_ring_on() -> None:
    player = playing(Line({"/twilio/voice": xml('<Pause length="2"/><Say>A</Say>')}))
    assert all_of(Answered, player.start(0)) == []
    assert [one.at for one in all_of(Answered, player.advance(2))] == [2]


def test_a_say_is_repeated_as_often_as_its_loop_tells() -> None:
    player = playing(Line({"/twilio/voice": xml('<Say loop="3">A</Say><Say loop="0">B</Say>')}))
    assert words([*player.start(0), *player.advance(0.65)]) == ["A", "A", "A", "B", "B", "B", "B"]


def test_slow_words_take_longer_and_breaks_are_counted() -> None:
    say = '<Say>Ten letter<break time="500ms"/><prosody rate="50%">ten letter</prosody></Say>'
    (said,) = all_of(Said, playing(Line({"/twilio/voice": xml(say)})).start(0))
    assert (said.text, said.seconds) == ("Ten letter, ten letter", 1 + 0.5 + 2)


def test_an_utterance_is_cut_where_the_language_changes() -> None:
    say = '<Say>Press one. <lang xml:lang="es-US">Oprima dos.</lang> <break time="1s"/></Say>'
    player = playing(Line({"/twilio/voice": xml(say)}))
    said = all_of(Said, [*player.start(0), *player.advance(9)])
    assert [(one.text, one.language) for one in said] == [("Press one.", "en-US"), ("Oprima dos.", "es-US")]


# Keys


def test_the_number_of_digits_that_was_asked_for_ends_the_gather_at_once() -> None:
    player, line = gathering('numDigits="2"')
    player.press("1", 2)
    assert len(line.asked) == 1
    assert words(player.press("2", 3)) == ["Next"]
    assert line.asked[-1][0] == "https://line.example/next"
    assert (line.last["Digits"], line.last["FinishedOnKey"], line.last["msg"]) == ("12", "", "Gather End")
    assert line.last["CallStatus"] == "in-progress"


def test_the_finish_key_ends_the_gather_at_once_and_is_no_digit() -> None:
    player, line = gathering("")
    player.press("12*#", 2)
    assert (line.last["Digits"], line.last["FinishedOnKey"]) == ("12*", "#")


def test_another_finish_key_or_none_leaves_the_number_sign_among_the_digits() -> None:
    player, line = gathering('finishOnKey="*"')
    player.press("1#*", 2)
    assert (line.last["Digits"], line.last["FinishedOnKey"]) == ("1#", "*")
    player, line = gathering('finishOnKey=""')
    player.press("1#*", 2)
    player.advance(7)
    assert (line.last["Digits"], line.last["FinishedOnKey"]) == ("1#*", "")


def test_the_finish_key_before_any_digit_is_no_input_so_the_document_goes_on() -> None:
    player, line = gathering("")
    assert words(player.press("#", 2)) == ["Nobody"]
    assert len(line.asked) == 1


def test_the_finish_key_alone_asks_the_action_where_empty_results_are_wanted() -> None:
    player, line = gathering('actionOnEmptyResult="true"')
    player.press("#", 2)
    assert (line.last["Digits"], line.last["FinishedOnKey"]) == ("", "#")


def test_the_first_key_stops_the_prompt_and_the_time_out_runs_from_the_last_key() -> None:
    player, line = gathering("", prompted=False)
    (waits,) = all_of(Waits, player.press("1", 0.5))
    assert (waits.input, waits.seconds, waits.finish_on_key, waits.at) == ("dtmf", 5, "#", 0.5)
    player.press("2", 5)
    player.advance(9.9)
    assert len(line.asked) == 1
    player.advance(10)
    assert line.last["Digits"] == "12"


def test_the_time_out_runs_from_the_end_of_the_prompt() -> None:
    player, line = gathering('timeout="3"', prompted=False)
    (waits,) = all_of(Waits, player.advance(1.1))
    assert (waits.at, waits.seconds, waits.num_digits) == (1.1, 3, 0)
    assert words(player.advance(4.0)) == []
    assert words(player.advance(4.1)) == ["Nobody"]
    assert len(line.asked) == 1


def test_silence_asks_the_action_only_where_empty_results_are_wanted() -> None:
    player, line = gathering('actionOnEmptyResult="true"')
    assert words(player.advance(7)) == ["Next"]
    assert (line.last["Digits"], line.last["FinishedOnKey"], line.last["msg"]) == ("", "", "Gather End")


def test_without_barge_in_keys_count_but_the_prompt_is_spoken_to_its_end() -> None:
    player, line = gathering('bargeIn="false"', prompted=False)
    assert player.press("1", 0.5) == []
    player.advance(6)
    assert len(line.asked) == 1
    player.advance(6.1)
    assert line.last["Digits"] == "1"


def test_a_gather_without_an_action_asks_its_own_document_again() -> None:
    line = Line({"/twilio/voice": xml('<Gather numDigits="1"/>')})
    player = playing(line)
    player.start(0)
    player.press("1", 1)
    assert [url for url, _ in line.asked] == [VOICE, VOICE]


def test_keys_that_no_gather_hears_are_lost() -> None:
    line = Line({"/twilio/voice": xml('<Say>Words</Say><Gather numDigits="1"/>')})
    player = playing(line)
    player.start(0)
    player.press("7", 0.2)
    player.advance(0.6)
    assert player.keyed == ""
    player.press("8", 0.7)
    assert line.last["Digits"] == "8"


def test_keys_behind_those_that_ended_a_gather_are_not_kept_for_the_next() -> None:
    again = '<Gather action="/next" numDigits="1"/>'
    line = Line({"/twilio/voice": xml(again), "/next": xml(again)})
    player = playing(line)
    player.start(0)
    player.press("123", 1)
    assert [asked.get("Digits") for _, asked in line.asked] == [None, "1"]
    player.press("4", 1)
    assert line.last["Digits"] == "4"


def test_keys_pressed_while_an_answer_is_under_way_are_lost() -> None:
    line = Line({"/twilio/voice": xml(ASK.format('numDigits="1"'))})
    player = Player(playing(line).call, ACCOUNT, line, clock=lambda: 4.0)
    player.start(0)
    assert player.now == 4
    player.press("1", 3.9)
    assert len(line.asked) == 1
    player.press("1", 4.1)
    assert len(line.asked) > 1


# Speech


def test_speech_comes_with_how_sure_the_carrier_is_and_without_digits() -> None:
    player, line = gathering('input="dtmf speech" speechTimeout="auto" language="es-US"', prompted=False)
    assert words(player.speak("E A C nueve", 0.5, 0.91)) == ["Next"]
    assert (line.last["SpeechResult"], line.last["Confidence"], line.last["Language"]) == (
        "E A C nueve",
        "0.91",
        "es-US",
    )
    assert "Digits" not in line.last


def test_words_go_on_until_the_silence_after_speech_is_long_enough() -> None:
    player, line = gathering('input="speech" speechTimeout="2"')
    (waits,) = all_of(Waits, player.speak("E A C", 2))
    assert (waits.input, waits.seconds) == ("speech", 2)
    player.speak("nine", 3.5)
    player.advance(5.4)
    assert len(line.asked) == 1
    player.advance(5.5)
    assert line.last["SpeechResult"] == "E A C nine"


def test_the_silence_after_speech_is_the_time_out_where_none_is_told() -> None:
    player, line = gathering('input="speech" timeout="3"')
    player.speak("yes", 2)
    player.advance(4.9)
    assert len(line.asked) == 1
    player.advance(5)
    assert line.last["SpeechResult"] == "yes"


def test_the_first_key_turns_speech_off_and_the_first_word_turns_keys_off() -> None:
    player, line = gathering('input="dtmf speech"')
    player.press("1", 2)
    assert player.speak("two", 3) == []
    player.advance(9)
    assert line.last["Digits"] == "1"
    assert "SpeechResult" not in line.last
    player, line = gathering('input="dtmf speech" speechTimeout="2"')
    player.speak("two", 2)
    assert player.press("1", 3) == []
    player.advance(9)
    assert line.last["SpeechResult"] == "two"


def test_nobody_hears_words_where_only_keys_are_wanted_nor_keys_where_only_words_are() -> None:
    player, line = gathering("")
    assert player.speak("one", 2) == []
    assert player.speak(" ", 2) == []
    player, line = gathering('input="speech"')
    assert player.press("1", 2) == []
    assert len(line.asked) == 1


# Other verbs


def test_a_redirect_asks_its_address_and_nothing_behind_it_is_reached() -> None:
    line = Line({
        "/twilio/voice": xml("<Say>A</Say><Redirect>voice/turn?turn=3</Redirect><Say>Never</Say>"),
        "/twilio/voice/turn?turn=3": xml("<Redirect>?turn=4</Redirect>"),
        "/twilio/voice/turn?turn=4": xml("<Say>B</Say>"),
    })  # fmt: skip
    player = playing(line)
    assert words([*player.start(0), *player.advance(9)]) == ["A", "B"]
    assert "Digits" not in line.last


def test_a_dial_rings_and_then_tells_its_action_what_became_of_it() -> None:
    dial = '<Dial action="/next" timeout="20"><Number>+18003755283</Number></Dial><Say>Never</Say>'
    for outcome, seconds, bridged in [("completed", "7", "true"), ("busy", None, "false"), ("failed", None, "false")]:
        line = Line({"/twilio/voice": xml(dial), "/next": NEXT})
        player = playing(line)
        (dials,) = all_of(Dials, player.start(0))
        assert (dials.number, dials.seconds, player.dialling) == ("+18003755283", 20, True)
        assert words(player.person(outcome, 7)) == ["Next"]
        assert (line.last["DialCallStatus"], line.last.get("DialCallDuration")) == (outcome, seconds)
        assert line.last["DialBridged"] == bridged
        assert line.last["DialCallSid"].startswith("CA")


def test_a_dial_that_nobody_takes_is_over_after_its_time_out() -> None:
    line = Line({"/twilio/voice": xml('<Dial action="/next">+18003755283</Dial>'), "/next": NEXT})
    player = playing(line)
    player.start(0)
    player.advance(29.9)
    assert len(line.asked) == 1
    player.advance(30)
    assert line.last["DialCallStatus"] == "no-answer"


def test_without_an_action_the_document_goes_on_behind_the_dial() -> None:
    line = Line({"/twilio/voice": xml("<Dial>800-375-5283</Dial><Say>Goodbye</Say>")})
    player = playing(line)
    player.start(0)
    assert words(player.person("completed", 5)) == ["Goodbye"]
    assert len(line.asked) == 1


def test_a_dial_without_a_number_fails_at_once_and_is_warned_of() -> None:
    line = Line({"/twilio/voice": xml('<Dial action="/next">nobody</Dial>'), "/next": NEXT})
    told = playing(line).start(0)
    assert [one.code for one in all_of(Faulted, told)] == [13223]
    assert line.last["DialCallStatus"] == "failed"


def test_what_can_not_become_of_a_dial_is_refused() -> None:
    with pytest.raises(ValueError, match="eaten"):
        playing(Line()).person("eaten", 0)


def test_a_hangup_ends_the_call_and_a_reject_takes_none() -> None:
    for verbs, state, answered in [
        ("<Hangup/><Say>Never</Say>", "completed", True),
        ("<Reject/>", "no-answer", False),
        ('<Reject reason="busy"/>', "busy", False),
        ("<Say>A</Say><Reject/>", "completed", True),
    ]:
        player = playing(Line({"/twilio/voice": xml(verbs)}))
        told = [*player.start(0), *player.advance(1)]
        (ended,) = all_of(Ended, told)
        assert (ended.state, bool(all_of(Answered, told))) == (state, answered)


# The end, and what goes wrong


def test_a_caller_who_hangs_up_ends_the_call_and_nothing_more_happens() -> None:
    player, line = gathering("")
    (ended,) = all_of(Ended, player.hang_up(2))
    assert (ended.state, ended.by_caller) == ("completed", True)
    assert (
        player.press("1#", 3) + player.speak("x", 4) + player.wait_out(5) + player.hang_up(6) + player.advance(99) == []
    )
    assert len(line.asked) == 1


def test_a_caller_who_hangs_up_while_a_phone_rings_ends_the_dial_too() -> None:
    line = Line({"/twilio/voice": xml('<Dial action="/next">+18003755283</Dial>'), "/next": NEXT})
    player = playing(line)
    player.start(0)
    assert words(player.hang_up(3)) == []
    assert (line.last["CallStatus"], line.last["DialCallStatus"]) == ("completed", "no-answer")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Exchange("", "oops", 500, fault=11200), 11200),
        (Exchange("", "", fault=11205), 11205),
        (Exchange("", "", 200, "application/json", b"{}"), 12300),
        (Exchange("", "", 200, "text/xml", b"<Response><Say>a & b</Say></Response>"), 12100),
        (Exchange("", "", 200, "text/xml", b""), 12100),
        (Exchange("", "", 200, "text/xml", b"<?xml version='1.0' encoding='none'?><Response/>"), 12100),
        (Exchange("", "", 200, "text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Response/>"), 12100),
        (Exchange("", "", 200, "text/xml", b"<html/>"), 12102),
        (Exchange("", "", 200, "text/xml", b"<Response><Say>" + b"x" * 66_000 + b"</Say></Response>"), 11750),
    ],
)
def test_a_bad_answer_is_an_error_and_the_fall_back_is_asked(answer: Exchange, code: int) -> None:
    line = Line({"/twilio/voice": answer, "/twilio/fallback/voice": xml("<Say>Sorry</Say>")})
    player = playing(line)
    told = player.start(0)
    assert words(told) == ["Sorry"]
    assert [one.code for one in all_of(Asked, told)] == [code, 0]
    assert [one.code for one in all_of(Faulted, told)] == [code]
    assert line.asked[1][0] == FALLBACK
    assert (line.last["ErrorCode"], line.last["ErrorUrl"]) == (str(code), VOICE)
    assert [one.state for one in all_of(Ended, player.advance(9))] == ["completed"]


@pytest.mark.parametrize(("address", "code"), [("http://[", 11205), ("http://a:port/", 11100)])
def test_an_address_that_is_none_is_an_error_like_any_other(address: str, code: int) -> None:
    webhook = Webhook("token")
    line = Line({"/twilio/voice": xml(f"<Redirect>{address}</Redirect>"), "/twilio/fallback/voice": NEXT})
    player = Player(
        playing(line).call, ACCOUNT, lambda url, params: (line if "line." in url else webhook.post)(url, params)
    )
    told = player.start(0)
    webhook.close()
    assert [one.code for one in all_of(Faulted, told)] == [code]
    assert words(told) == ["Next"]


def test_the_fall_back_of_a_later_step_is_told_what_the_step_was_told() -> None:
    line = Line({"/twilio/voice": xml('<Gather action="/gone" numDigits="1"/>'), "/twilio/fallback/voice": NEXT})
    player = playing(line)
    player.start(0)
    player.press("1", 1)
    assert (line.last["Digits"], line.last["ErrorUrl"]) == ("1", "https://line.example/gone")


def test_without_any_answer_the_carrier_says_its_own_words_and_the_call_has_failed() -> None:
    player = playing(Line())
    assert words(player.start(0)) == ["We're sorry, an application error has occurred. Goodbye."]
    (ended,) = all_of(Ended, player.advance(60))
    assert ended.state == "failed"


def test_documents_that_lead_in_a_circle_end_the_call() -> None:
    line = Line({"/twilio/voice": xml("<Redirect/>")})
    (ended,) = all_of(Ended, playing(line).start(0))
    assert (ended.state, len(line.asked)) == ("failed", 100)


def test_two_hidden_callers_show_the_same_number_and_no_place() -> None:
    line = Line({"/twilio/voice": xml("")})
    playing(line, withheld=True).start(0)
    assert (line.last["From"], line.last["Caller"]) == ("+266696687", "+266696687")
    assert (line.last["FromCountry"], line.last["CallerCountry"], line.last["FromState"]) == ("LS", "LS", "")


# Time


def test_saying_nothing_jumps_over_the_prompt_and_the_time_out() -> None:
    player, line = gathering('actionOnEmptyResult="true"', prompted=False)
    assert words(player.wait_out(0.2)) == ["Next"]
    assert line.last["Digits"] == ""
    assert player.wait_out(0.3) == []  # nobody is listening while words are spoken


def test_while_time_stands_still_nothing_runs_out_but_keys_are_taken() -> None:
    player, line = gathering("")
    player.hold(3.1)
    due = player.due
    assert due is None
    player.advance(1000)
    player.press("1", 1000)
    assert len(line.asked) == 1
    player.resume(2000)
    assert player.due == 2005
    player.advance(2005)
    assert line.last["Digits"] == "1"


def test_a_voice_that_has_finished_early_need_not_be_waited_for() -> None:
    player = playing(Line({"/twilio/voice": xml("<Say>A long one</Say><Say>Another</Say><Gather/>")}))
    player.start(0)
    assert words(player.spoken(1, 0.5)) == ["Another"]
    assert player.spoken(1, 0.6) == []
    assert len(all_of(Waits, player.spoken(2, 0.7))) == 1


def test_a_voice_that_is_still_speaking_is_not_cut_short_but_not_waited_for_for_ever() -> None:
    player = playing(Line({"/twilio/voice": xml("<Say>A</Say><Say>B</Say>")}))
    player.start(0)
    player.speaking(1, 0.05)
    assert words(player.advance(30)) == []
    assert words(player.spoken(1, 31)) == ["B"]
    player.speaking(2, 31.05)
    assert len(all_of(Ended, player.advance(92))) == 1


def test_settling_jumps_to_where_the_person_is_waited_for() -> None:
    player = playing(Line({"/twilio/voice": xml('<Say>A</Say><Pause length="9"/>' + ASK.format(""))}))
    told = [*player.start(0), *player.settle()]
    assert words(told) == ["A", "Press a key"]
    assert player.listening
    assert player.now == pytest.approx(10.2)


VERBS = st.sampled_from([
    "<Say>a</Say>", "<Pause/>", "<Gather/>", '<Gather numDigits="1" action="/next"/>', "<Dial>+18003755283</Dial>",
    '<Gather input="dtmf speech" speechTimeout="auto" actionOnEmptyResult="true"><Say>b</Say></Gather>',
    '<Gather bargeIn="false" finishOnKey=""><Say loop="2">c</Say><Pause/></Gather>', "<Redirect/>", "<Hangup/>",
    '<Dial action="/next">+18003755283</Dial>', "<Reject/>", "<Redirect>/gone</Redirect>",
])  # fmt: skip
DEEDS = st.lists(st.tuples(st.sampled_from(["1", "#", "12*", "words", "nothing", "hold", "resume", "busy", "spoken",
                                            "speaking", "settle"]), st.floats(0, 9)), max_size=12)  # fmt: skip


@given(st.lists(VERBS, max_size=5).map("".join), DEEDS)
def test_whatever_is_done_time_never_runs_back_and_a_call_that_is_hung_up_is_over(
    verbs: str, deeds: list[tuple[str, float]]
) -> None:
    player, now = playing(Line({"/twilio/voice": xml(verbs), "/next": xml(verbs)})), 0.0
    told = player.start(now)
    for deed, pause in deeds:
        now += pause
        match deed:
            case "words":
                told += player.speak("words", now)
            case "nothing":
                told += player.wait_out(now)
            case "hold" | "resume":
                told += getattr(player, deed)(now)
            case "busy":
                told += player.person("busy", now)
            case "spoken" | "speaking":
                told += getattr(player, deed)(1, now)
            case "settle":
                told += player.settle()
            case keys:
                told += player.press(keys, now)
    told += player.hang_up(now)
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert len(all_of(Ended, told)) == 1
    assert player.due is None
    assert told[-1] is player.ended
