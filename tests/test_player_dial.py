"""Who is called sees a number, and one that is hidden is refused by the carrier
(https://www.twilio.com/docs/api/errors/13214)."""

from bot.simulator.happenings import Dials
from tests.playing import Line, all_of, playing, words, xml

NOBODY = {"/twilio/after": xml("<Say>Nobody</Say>")}


def test_a_hidden_number_is_put_through_only_where_the_line_shows_its_own() -> None:
    bare = xml('<Dial action="/twilio/after">+18003755283</Dial>')
    told = playing(Line({"/twilio/voice": bare, **NOBODY}), withheld=True).start(0)
    assert all_of(Dials, told) == []
    assert words(told) == ["Nobody"]
    shown = xml('<Dial action="/twilio/after" callerId="+12025550100" timeLimit="900">+18003755283</Dial>')
    told = playing(Line({"/twilio/voice": shown, **NOBODY}), withheld=True).start(0)
    assert [one.number for one in all_of(Dials, told)] == ["+18003755283"]
    told = playing(Line({"/twilio/voice": bare, **NOBODY})).start(0)
    assert [one.number for one in all_of(Dials, told)] == ["+18003755283"]
