"""Receipt numbers as people say them on a call and as recognisers write them down."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.prefixes import PREFIXES
from dialogs.reading import WrongReason
from dialogs.receipts import is_receipt
from dialogs.spoken import spoken_receipt

EAC, IOE, WAC = "EAC9999103403", "IOE0912345678", "WAC2190123456"
NINES = "nine nine nine nine one zero three four zero three"
NUEVES = "nueve nueve nueve nueve uno cero tres cuatro cero tres"
IN_ORDER = "oh nine one two three four five six seven eight"
EN_ORDEN = "cero nueve uno dos tres cuatro cinco seis siete ocho"

FOUND: list[tuple[str, str]] = [
    # as recognisers write numbers
    ("E. A. C. 9999103403.", EAC),
    ("EAC9999103403", EAC),
    ("Eac 999-910-3403.", EAC),
    ("eac 9999 103 403", EAC),
    ("E A C 9 9 9 9 1 0 3 4 0 3", EAC),
    ("E-A-C-9-9-9-9-1-0-3-4-0-3", EAC),
    ("EA C 99 99 10 34 03", EAC),
    ("E AC 999 910 3403", EAC),
    ("E, A, C, 99, 99, 10, 34, 03.", EAC),
    ("Ioe 091-234-5678", IOE),
    ("I.O.E. 0912345678", IOE),
    ("I O E 0 9 1 2 3 4 5 6 7 8", IOE),
    ("i o e 0912 345 678", IOE),
    ("IO E 0912345678", IOE),
    ("W.A.C. 219-012-3456", WAC),
    ("SRC 219-012-3456", "SRC2190123456"),
    ("Lin 219-012-3456", "LIN2190123456"),
    ("MSC 2,190,123,456", "MSC2190123456"),
    ("E A C 9,999,103,403", EAC),
    ("Y S C 2190 123456", "YSC2190123456"),
    ("Z L A 2190123456", "ZLA2190123456"),
    ("ZNY 219-012-3456", "ZNY2190123456"),
    ("Z NO 2190123456", "ZNO2190123456"),
    # digits in words
    (f"E A C {NINES}", EAC),
    (f"eac {NINES.replace('zero', 'oh')}", EAC),
    (f"E A C {NINES.replace('zero', 'o')}", EAC),
    (f"Eye oh ee {IN_ORDER}", IOE),
    (f"I oh E {IN_ORDER}", IOE),
    (f"I owe E {IN_ORDER}", IOE),
    (f"aye O E zero {IN_ORDER[3:]}", IOE),
    (f"e a ce {NUEVES}", EAC),
    (f"i o e {EN_ORDEN}", IOE),
    (f"E A C {NUEVES}", EAC),
    (f"y o e {EN_ORDEN}", IOE),
    # homophones, where the place wants them
    ("E A sea nine nine nine nine one oh three for oh three", EAC),
    ("he a see nine nine nine nine won oh tree four oh three", EAC),
    ("W A C to one nine oh one to three for five six", WAC),
    ("W A C too one nine oh one two three fore five sicks", WAC),
    ("double you a see two one ninety one two three four five six 0", "WAC2191234560"),
    ("M S see 2 1 9 0 1 2 3 4 5 6", "MSC2190123456"),
    ("why S C 2190123456", "YSC2190123456"),
    ("S are C 2190123456", "SRC2190123456"),
    ("es ar si 2190123456", "SRC2190123456"),
    ("N be see 2190123456", "NBC2190123456"),
    ("en bee see 2190123456", "NBC2190123456"),
    ("el I en 2190123456", "LIN2190123456"),
    ("L I and 2190123456", "LIN2190123456"),
    ("tea S C 2190123456", "TSC2190123456"),
    ("I O E 0 9 1 2 3 for 5 6 7 ate", IOE),
    # doubled and tripled
    ("E A C double nine double nine one zero three four zero three", EAC),
    ("E A C triple nine nine one zero three four zero three", EAC),
    ("EAC double 9 double 9 10 34 03", EAC),
    ("EAC four nines one zero three four zero three", EAC),
    ("E A C 9 9 double 9 103403", EAC),
    ("IOE double oh nine one two three four five six seven", "IOE0091234567"),
    ("e a ce doble nueve doble nueve uno cero tres cuatro cero tres", EAC),
    ("e a ce triple nueve nueve uno cero tres cuatro cero tres", EAC),
    ("e a ce cuatro nueves diez tres cuatro cero tres", EAC),
    ("i o e doble cero nueve uno dos tres cuatro cinco seis siete", "IOE0091234567"),
    ("doble u a ce dos uno nueve cero uno dos tres cuatro cinco seis", WAC),
    # tens, hundreds, thousands
    ("E A C ninety nine ninety nine ten thirty four oh three", EAC),
    ("E A C 99 ninety-nine ten thirty-four zero three", EAC),
    ("E A C nine hundred ninety nine nine one oh three four oh three", EAC),
    ("e a ce noventa y nueve noventa y nueve diez treinta y cuatro cero tres", EAC),
    ("e a ce novecientos noventa y nueve nueve ciento tres cuatrocientos tres", EAC),
    ("doble u a ce veintiuno noventa doce treinta y cuatro cincuenta y seis", "WAC2190123456"),
    ("doble ve a ce veintiuno noventa doce treinta y cuatro cincuenta y seis", WAC),
    ("W A C twenty one ninety twelve thirty four fifty six", WAC),
    ("L I N two thousand twenty one zero one two three four five", "LIN2021012345"),
    ("ele i ene dos mil veintiuno cero uno dos tres cuatro cinco", "LIN2021012345"),
    ("L I N nineteen ninety nine one two three four five six", "LIN1999123456"),
    ("ele i ene diecisiete dieciocho veinte quince cero uno", "LIN1718201501"),
    ("M S C two hundred one two three four five six seven eight", "MSC2012345678"),
    ("S R C one hundred and three nine nine nine one oh three four", "SRC1039991034"),
    # letters with a word, alphabets
    (f"E as in Echo A as in Alpha C as in Charlie {NINES}", EAC),
    (f"E as in elephant, A as in apple, C as in cat, {NINES}", EAC),
    ("E for Echo A for apple C for Charlie 9999103403", EAC),
    ("E like elephant A like apple C like cat 9999103403", EAC),
    ("Echo Alpha Charlie 9999103403", EAC),
    ("echo alfa charlie 9999103403", EAC),
    ("E echo A alpha C charlie 9999103403", EAC),
    ("eco alfa charlie nueve nueve nueve nueve uno cero tres cuatro cero tres", EAC),
    ("India Oscar Echo 0912345678", IOE),
    ("Whiskey Alpha Charlie 2190123456", WAC),
    ("Edward Adam Charles 9999103403", EAC),
    ("e de eco a de amor ce de casa 9999103403", EAC),
    ("e como elefante a como avión c como casa 9999103403", EAC),
    (f"E de Ecuador, A de Argentina, C de Colombia, {NUEVES}", EAC),
    ("letra E letra A letra C 9999103403", EAC),
    ("the letter E the letter A the letter C 9999103403", EAC),
    ("i de iglesia o de oso e de elefante cero nueve doce 345678", IOE),
    ("B as in Echo A as in Apple C as in Charlie 9999103403", EAC),
    ("E is for Echo A is for Apple C is for Charlie 9999103403", EAC),
    ("M as in Mary S as in Sam C as in Charlie 2190123456", "MSC2190123456"),
    ("N as in Nancy S as in Sam C as in Charlie 2190123456", "NSC2190123456"),
    ("ene de Navarra ese de sol ce de casa 2190123456", "NSC2190123456"),
    # names of letters
    ("ese erre ce 2190123456", "SRC2190123456"),
    ("eme ese ce 2190123456", "MSC2190123456"),
    ("ene ese ce 2190123456", "NSC2190123456"),
    ("ene be ce 2190123456", "NBC2190123456"),
    ("i griega ese ce 2190123456", "YSC2190123456"),
    ("ye ese ce 2190123456", "YSC2190123456"),
    ("uve ese ce 2190123456", "VSC2190123456"),
    ("ve ese ce 2190123456", "VSC2190123456"),
    ("te ese ce 2190123456", "TSC2190123456"),
    ("uve doble a ce 2190123456", WAC),
    ("ve doble a ce 2190123456", WAC),
    ("zeta ele a 2190123456", "ZLA2190123456"),
    ("zee L A 2190123456", "ZLA2190123456"),
    ("zed en why 2190123456", "ZNY2190123456"),
    ("ee ay see 9999103403", EAC),
    ("double u A C 2190123456", WAC),
    ("Double UAC 2190123456", WAC),
    ("aye oh ee 0912345678", IOE),
    ("e a se 9999103403", EAC),
    ("Q R X 2190123456", "QRX2190123456"),
    # words around and between
    ("My receipt number is E A C 9999103403.", EAC),
    ("Uh, it's E A C, uh, 9999, um, 103403, I think", EAC),
    ("Okay so the number is IOE 0912345678 thank you", IOE),
    ("Mi número de recibo es E A C 9999103403", EAC),
    ("este, es la i o e, cero nueve uno dos tres cuatro cinco seis siete ocho, gracias", IOE),
    ("E A C dash 99 dash 991 dash 03403", EAC),
    ("E A C guion 99 guion 991 guion 03403", EAC),
    ("EAC then 9999 then 103403", EAC),
    ("e a ce espacio nueve nueve nueve nueve luego uno cero tres cuatro cero tres", EAC),
    ("I have a question about case number W A C 2190123456", WAC),
    ("Case number one, E A C 9999103403", EAC),
    ("I O E 0912345678 for John Smith", IOE),
    ("I O E 0912345678 I filed two years ago", IOE),
    ("three letters E A C and ten digits 9999103403", EAC),
    ("E A C nine nine, ninety nine, ten, thirty four, oh three", EAC),
    ("E A C twenty-two ninety, one two three, four five six", "EAC2290123456"),
    # said twice, taken back
    ("E A C 9999103403 E A C 9999103403", EAC),
    ("E A C 9999103403. Again, E A C nine nine nine nine one oh three four oh three", EAC),
    ("E A C 9999103403, nine nine nine nine one oh three four oh three", EAC),
    ("E A C 9999, no, sorry, E A C 9999103403", EAC),
    ("E A C 9999103404 no wait E A C 9999103403", EAC),
    ("e a ce 9999103404 perdón e a ce 9999103403", EAC),
    ("E A C, that's E as in Echo, A as in apple, C as in cat, 9999103403", EAC),
    # asterisk
    ("E A C asterisk 9 9 9 9 1 0 3 4 0", "EAC*999910340"),
    ("E A C star 999910340", "EAC*999910340"),
    ("e a ce asterisco nueve nueve nueve nueve uno cero tres cuatro cero", "EAC*999910340"),
    ("EAC*999910340", "EAC*999910340"),
    # keys in words, one for each letter
    ("three two two nine nine nine nine one zero three four zero three", EAC),
    ("3229999103403", EAC),
]  # fmt: skip


@pytest.mark.parametrize(("said", "receipt"), FOUND)
def test_a_spoken_receipt_is_found(said: str, receipt: str) -> None:
    reading = spoken_receipt(said)
    assert (reading.found, reading.doubtful) == ((receipt,), ())


DOUBTFUL: list[tuple[str, tuple[str, ...]]] = [
    ("E A Z 9999103403", ("EAC", "EAZ")),
    ("E A T 9999103403", ("EAC", "EAT")),
    ("E A B 9999103403", ("EAC", "EAB")),
    ("Z A C 9999103403", ("EAC", "ZAC")),
    ("M A C 9999103403", ("MAC",)),
    ("N S E 9999103403", ("NSC", "NSE")),
    ("F R C 9999103403", ("SRC", "FRC")),
    ("W A Z 9999103403", ("WAC", "WAZ")),
    ("L I M 9999103403", ("LIN", "LIM")),
    ("E 8 C 9999103403", ("EAC",)),
    ("1 O E 0912345678", ("IOE",)),
    ("I 0 E 0912345678", ("IOE",)),
    ("I zero E 0912345678", ("IOE",)),
    ("10E 0912345678", ("IOE",)),
    ("Easy 9999103403", ("EAC",)),
    ("wack 2190123456", ("WAC",)),
    ("Lynn 219-012-3456", ("LIN",)),
    ("Iowa 0912345678", ("IOE",)),
    ("I owe 0912345678", ("IOE",)),
    ("IO 0912345678", ("IOE",)),
    ("IOE 912345678", ("IOE",)),
    ("i o e nueve uno dos tres cuatro cinco seis siete ocho", ("IOE",)),
    ("E A C asterisk 9999103403", ("EAC",)),
    ("E A C 9999103403. E A C 9999103408", ("EAC", "EAC")),
]


@pytest.mark.parametrize(("said", "prefixes"), DOUBTFUL)
def test_letters_that_only_sound_so_are_a_doubt(said: str, prefixes: tuple[str, ...]) -> None:
    reading = spoken_receipt(said)
    suggestions = reading.doubtful[0].suggestions if reading.doubtful else reading.found
    assert tuple(suggestion[:3] for suggestion in suggestions) == prefixes
    assert reading.found == () or prefixes == ("MAC",)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_known_prefix_is_never_repaired_to_another(prefix: str) -> None:
    assert spoken_receipt(f"{' '.join(prefix)} 2190123456").found == (f"{prefix}2190123456",)


WRONG: list[tuple[str, WrongReason, int]] = [
    ("E A C 99991034", "digits_missing", 8),
    ("E A C nine nine nine nine one zero three four zero", "digits_missing", 9),
    ("e a ce nueve nueve nueve nueve", "digits_missing", 4),
    ("E A C 9999103403 2", "digits_too_many", 11),
    ("E A C nine nine nine nine one zero three four zero three nine", "digits_too_many", 11),
    ("I O E 09123456789", "digits_too_many", 11),
    ("My receipt number is E A C", "digits_missing", 0),
    ("IOE", "digits_missing", 0),
    ("E A C twenty one nine nine nine one zero three", "digits_missing", 8),
    ("E A C star 9 9 9", "digits_missing", 3),
    ("M S C one two two nine oh one two three four five six", "digits_too_many", 11),
    ("I O E oh nine one two three four five six seven eight nine", "digits_too_many", 11),
    ("E A C 9 9", "digits_missing", 2),
    ("nine nine nine nine one zero three four zero three", "letters_missing", 0),
    ("My number is 9999103403", "letters_missing", 0),
    ("nueve nueve nueve nueve uno cero tres cuatro", "letters_missing", 0),
]


@pytest.mark.parametrize(("said", "reason", "count"), WRONG)
def test_a_number_that_is_not_whole_is_told_what_is_wrong(said: str, reason: WrongReason, count: int) -> None:
    reading = spoken_receipt(said)
    assert [(wrong.reason, wrong.count) for wrong in reading.wrong] == [(reason, count)]
    assert not reading.found
    assert not reading.doubtful


KINDS: list[tuple[str, str]] = [
    ("My A number is A 123 456 789", "a_number"),
    ("A one two three four five six seven eight nine", "a_number"),
    ("my alien number is zero one two three four five six seven eight", "a_number"),
    ("mi número de extranjero es 123 456 789", "a_number"),
    ("my social is one two three four five six seven eight nine", "ssn"),
    ("123-45-6789", "ssn"),
    ("mi seguro social es uno dos tres cuarenta y cinco sesenta y siete ochenta y nueve", "ssn"),
    ("one two three four five six seven eight nine", "ssn"),
    ("my online account number is 1234 5678 9012", "online_account"),
]


@pytest.mark.parametrize(("said", "kind"), KINDS)
def test_a_number_of_another_sort_never_becomes_a_receipt(said: str, kind: str) -> None:
    reading = spoken_receipt(said)
    assert reading.kinds == (kind,)
    assert (reading.found, reading.doubtful, reading.wrong) == ((), (), ())


NOTHING = [
    "", "hello", "to be or not to be", "I want to know about my case", "no sé", "agent please", "help", "one", "E",
    "I lost my paper", "no tengo el número", "you see a lot", "are you there", "que", "…", "é", "dos tres", "EAD card",
]  # fmt: skip


@pytest.mark.parametrize("said", NOTHING)
def test_where_no_number_was_said_none_is_heard(said: str) -> None:
    assert not spoken_receipt(said)


ONES = "zero one two three four five six seven eight nine"
UNOS = "cero uno dos tres cuatro cinco seis siete ocho nueve"
TENTHS = "twenty thirty forty fifty sixty seventy eighty ninety"
ALPHA = """Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec
Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"""
PIECES = "E A C see to for oh nine 99 double as in I O * no y de"
ENGLISH = dict(zip("0123456789", ONES.split(), strict=True))
SPANISH = dict(zip("0123456789", UNOS.split(), strict=True))
NATO = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", ALPHA.split(), strict=True))
NOMBRES = dict(zip("ABCEHILMNOPRSTVWYZ", ["a", "be", "ce", "e", "hache", "i", "ele", "eme", "ene", "o", "pe", "erre",
    "ese", "te", "uve", "doble u", "i griega", "zeta"], strict=True))  # fmt: skip
TENS = dict(zip("23456789", TENTHS.split(), strict=True))


@st.composite
def spoken_letters(draw: st.DrawFn, prefix: str) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from([prefix, prefix.lower(), prefix.capitalize(), ".".join(prefix) + "."]))
    ways = [
        draw(st.sampled_from([
            letter, letter.lower(), NATO[letter], f"{letter} as in {NATO[letter]}", f"{letter} for {NATO[letter]}",
            f"{NOMBRES.get(letter, letter)}", f"letra {letter}", f"{letter}.", f"{letter}, {NATO[letter]}",
        ]))
        for letter in prefix
    ]  # fmt: skip
    return " ".join(ways)


@st.composite
def spoken_digits(draw: st.DrawFn, digits: str) -> str:
    words: list[str] = []
    while digits:
        first, second = digits[0], digits[1:2]
        ways = [(first, 1), (ENGLISH[first], 1), (SPANISH[first], 1)]
        if first == second:
            ways += [(f"double {ENGLISH[first]}", 2), (f"doble {SPANISH[first]}", 2)]
        if first in TENS and second not in ("", "0"):
            ways.append((f"{TENS[first]} {ENGLISH[second]}", 2))
        if second:
            ways.append((first + second, 2))
        if first == "0":
            ways.append(("oh", 1))
        word, used = draw(st.sampled_from(ways))
        words.append(word)
        digits = digits[used:]
    joint = draw(st.sampled_from([" ", ", ", " uh ", " dash "]))
    return "".join(word + (joint if draw(st.integers(0, 4)) == 0 else " ") for word in words)


@st.composite
def receipts(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(sorted(PREFIXES))) + draw(st.text("0123456789", min_size=10, max_size=10))


@settings(max_examples=300, deadline=None)
@given(st.data(), receipts())
def test_any_receipt_in_any_mixture_of_styles_is_read_again(data: st.DataObject, receipt: str) -> None:
    said = f"{data.draw(spoken_letters(receipt[:3]))} {data.draw(spoken_digits(receipt[3:]))}"
    around = data.draw(st.sampled_from(["", "my receipt number is ", "mi número es ", "uh "]))
    assert spoken_receipt(around + said).found == (receipt,), said


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES.split())).map(" ".join))
def test_whatever_is_heard_never_raises_and_gives_well_formed_receipts(said: str) -> None:
    reading = spoken_receipt(said)
    assert all(is_receipt(receipt) for receipt in reading.found)
    assert all(is_receipt(receipt) for doubt in reading.doubtful for receipt in doubt.suggestions)


@pytest.mark.parametrize(
    "piece", ["E ", "E A C ", "to ", "A as in ", "double ", "9 ", "oh ", "EAC 99 ", "see a ", "*", "á "]
)
def test_a_very_long_utterance_is_read_soon(piece: str) -> None:
    start = time.perf_counter()
    spoken_receipt(piece * 50_000)
    assert time.perf_counter() - start < 1
