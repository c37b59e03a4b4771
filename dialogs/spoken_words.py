"""Words for letters and digits, as people say them and as recognisers write them down, in English and Spanish.

Capitals without accents, as `plain` writes them. "Loose" words are also words of their own ("for", "see", "en"): they
stand for a sign only where one is wanted.
"""

from dialogs.prefixes import PREFIXES


def _table(lines: str) -> dict[str, str]:
    """`9 NINE NUEVE` a line: each word to the first sign of its line."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {word: sign for sign, *words in rows for word in words}


def _options(lines: str) -> dict[str, tuple[str, ...]]:
    """`AY A I` a line: a word, then what it may stand for, likeliest first."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {word: tuple(signs) for word, *signs in rows}


LETTER_NAMES = _options(
    """
    AYE I
    ACHE H
    AITCH H
    HAITCH H
    HACHE H
    CE C
    CEE C
    CETA Z
    CU Q
    DEE D
    DOBLEU W
    DOBLEUVE W
    DOBLEVE W
    DOBLIU W
    DABLIU W
    DOUBLEU W
    DOUBLEYOU W
    EE E I
    EEE E I
    EF F
    EFE F
    EFF F
    ELE L
    ELL L
    EM M
    EME M
    ENE N
    ERE R
    ERRE R
    ESS S
    EQUIS X
    GEE G
    IGRIEGA Y
    JAY J
    JOTA J
    KA K
    KAY K
    PE P
    UVE V
    VEE V
    WYE Y
    YE Y
    ZED Z
    ZEE Z
    ZETA Z
    """
)
"""Names of letters that are nothing else."""

LOOSE_LETTERS = _options(
    """
    AH A
    AI I A
    AIM M
    AM M
    AN N
    AND N
    AR R
    ARE R
    AY A I
    BE B
    BEE B
    CUE Q
    DE D
    EH E A
    EI A
    EL L
    EN N
    END N
    ES S
    ESA S
    ESE S
    EX X
    EYE I
    GE G
    GUAY Y
    HAY A
    HE E
    HEY A
    IN N IN
    LA LA
    MI MI
    NO NO
    OH O
    OR R
    OUR R
    OU O
    OW O
    OWE O OE
    PEA P
    PEE P
    QUEUE Q
    SAY C
    SE C S
    SEA C
    SEE C
    SETA Z
    SHE C
    SI C
    TE T
    TEA T
    TEE T
    VE V
    WAI Y
    WHY Y
    YOU U
    YU U
    """
)

NAMED_IN_TWO = {
    ("DOUBLE", "U"): "W", ("DOUBLE", "YOU"): "W", ("DOUBLE", "V"): "W", ("DOBLE", "U"): "W", ("DOBLE", "V"): "W",
    ("DOBLE", "VE"): "W", ("DOBLE", "UVE"): "W", ("DOBLE", "B"): "W", ("DOBLE", "BE"): "W", ("DOBLE", "YU"): "W",
    ("UVE", "DOBLE"): "W", ("VE", "DOBLE"): "W", ("V", "DOBLE"): "W", ("U", "DOBLE"): "W", ("DABEL", "YU"): "W",
    ("DUBBLE", "U"): "W", ("I", "GRIEGA"): "Y", ("Y", "GRIEGA"): "Y", ("E", "GRIEGA"): "Y",
    ("I", "LATINA"): "I", ("Y", "LATINA"): "I",
    ("VE", "CORTA"): "V", ("V", "CORTA"): "V", ("VE", "CHICA"): "V", ("V", "CHICA"): "V", ("VE", "BAJA"): "V",
    ("BE", "LARGA"): "B", ("B", "LARGA"): "B", ("BE", "GRANDE"): "B", ("B", "GRANDE"): "B", ("BE", "ALTA"): "B",
    ("X", "RAY"): "X",
}  # fmt: skip
"""Names of letters in two words."""

ALPHABET = _table(
    """
    A ALPHA ALFA ADAM ANTONIO APPLE ANA AVION ARBOL ANDRES
    B BRAVO BAKER BARCELONA BOY BURRO BARCO BETO
    C CHARLIE CHARLY CHARLES CARMEN CASA CARLOS CAT
    D DELTA DAVID DOLORES DOG DADO DEDO
    E ECHO ECHOS ECO EDWARD ENRIQUE ECUADOR ESPANA ELEFANTE ELEPHANT EASY
    F FOXTROT FRANK FRANCIA
    G GOLF GEORGE GATO
    H HOTEL HENRY
    I INDIA IDA INES IGLOO ISLA IGLESIA ITALIA ITALY
    J JULIET JULIETT JULIETA JOSE
    K KILO KING
    L LIMA LINCOLN LORENZO LARRY LUIS LUNA LIMON
    M MIKE MARY MARIA MADRID MAMA MEXICO
    N NOVEMBER NOVIEMBRE NORA NANCY NAVARRA NANCI
    O OSCAR OCEAN OVIEDO OSO ORANGE OLGA
    P PAPA PAUL PEDRO PARIS
    Q QUEBEC QUEEN
    R ROMEO ROBERT RAMON ROBERTO RATON
    S SIERRA SAM SAMUEL SABADO SUGAR SUSAN SOL SUSANA
    T TANGO TOM TOMAS TARRAGONA
    U UNIFORM UNIFORME UNION ULISES UVA
    V VICTOR VALENCIA VACA
    W WHISKEY WHISKY WILLIAM WASHINGTON WATER
    X XRAY XILOFONO
    Y YANKEE YANQUI YOLANDA YELLOW YATE
    Z ZULU ZEBRA ZARAGOZA ZAPATO
    """
)
"""Words of the spelling alphabets: NATO's, that of American police, that of Spanish telephones, and everyday ones."""

SOUNDED = _table(
    """
    EAC EACH EAK EACK EASY EASE EAZY EAST EACE EAA EASI
    WAC WACK WHACK WAK WAX WACC WAG WAQ WACO
    LIN LYNN LINN LYN LINE LEAN LEEN LYNNE
    SRC SARC SARK SIRC
    MSC EMESSY
    IOE IOWA IOU IOI IOEE IOWE IYOE YOE AOE
    """
)
"""Whole prefixes, read or misheard as one word."""

DIGIT_WORDS = _table(
    """
    0 ZERO ZEROES CERO SERO NOUGHT NAUGHT AUGHT
    1 ONE UNO
    2 TWO DOS
    3 THREE TRES
    4 FOUR FOWER CUATRO QUATRO QUATTRO KUATRO
    5 FIVE CINCO SINCO FIFE
    6 SIX SEIS
    7 SEVEN SIETE
    8 EIGHT OCHO
    9 NINE NUEVE NINER
    """
)
LOOSE_DIGITS = _table(
    """
    0 OH O OWE
    1 WON UN UNA
    2 TO TOO TU DOSE
    3 TREE FREE
    4 FOR FORE
    5 HIVE
    6 SICKS SEX
    8 ATE AIT HATE
    9 NEIN NIGHN
    """
)
PLURALS = _table(
    """
    0 ZEROS ZEROES CEROS OHS OS
    1 ONES UNOS
    2 TWOS DOSES
    3 THREES TRESES
    4 FOURS CUATROS
    5 FIVES CINCOS
    6 SIXES SEISES
    7 SEVENS SIETES
    8 EIGHTS OCHOS
    9 NINES NUEVES
    """
)
REPEATS = {
    "DOUBLE": 2, "DOBLE": 2, "TRIPLE": 3, "TREBLE": 3, "TRIPPLE": 3, "QUADRUPLE": 4, "CUADRUPLE": 4, "CUADRUPLES": 4,
}  # fmt: skip
DIGIT_AS_LETTER = {"0": "O", "1": "I", "3": "E", "8": "A"}
"""Digits that recognisers write for letters that sound or look so: `E 8 C`, `1 0 E`."""

STARS = frozenset(("*", "STAR", "ASTERISK", "ASTERIX", "ASTERISCO", "ASTERISKS", "ESTRELLA", "ESTRELLITA"))
_JOINERS = (
    "DASH HYPHEN MINUS GUION MENOS SPACE ESPACIO THEN AND UH UM ER ERM EH HM MM POINT PUNTO COMA COMMA DOT PERIOD Y E "
    "LUEGO DESPUES ENTONCES NEXT FOLLOWED BY SEGUIDO DE"
)
JOINERS = frozenset(_JOINERS.split())
"""Words between two digits that part nothing."""

_COUNTED = (
    "DIGITS NUMBERS LETTERS CHARACTERS DIGITOS NUMEROS LETRAS CARACTERES DAYS WEEKS MONTHS YEARS DAY WEEK MONTH YEAR "
    "DIAS SEMANAS MESES ANOS DIA SEMANA MES ANO TIMES VECES CASES CASOS RECEIPTS RECIBOS"
)
COUNTED = frozenset(_COUNTED.split())
"""A number before one of these counts it, and is no digits: "ten digits", "hace dos meses"."""

_SHORT_WORDS = (
    "AHI ALL ALSO ANY ASI BYE CAN DID EAD ESO GOD HMM HUH ILL IM ITS IVE JUST LET LOS MAS MUY NAH NEXT OKAY ONE OYE "
    "PAUSE PUES READ RIGHT SAID SI STILL SURE SAY TEN THIS UHH UHM UMM VA VALE VERY WAIT WELL YEAH YEP YUP AQUI ESTE "
    "USC ID DL ZIP ALA DAR DIA DICE DIGO ERA ESOS OFF OUR OWN SEE TAL TEL TWO SIX TEN VEZ VER GUY GOT OLD TOP"
)
SHORT_WORDS = frozenset(_SHORT_WORDS.split())
"""Short words that are no letters, besides those in `prefixes`."""

BIGRAMS = frozenset(prefix[at : at + 2] for prefix in PREFIXES for at in (0, 1))
"""Two letters that stand side by side in a known prefix."""

_ALIKE = ("ABCDEGPTVZ", "AEHIJK", "IY", "MN", "FSX", "CSZ", "QUW")


def alike(letter: str, other: str) -> bool:
    """Whether two letters sound alike on a phone, in English, in Spanish, or from one to the other."""
    return letter == other or any(letter in group and other in group for group in _ALIKE)


def near_prefixes(letters: str) -> tuple[str, ...]:
    """Known prefixes that sound like these three letters, at most three: one letter differs."""
    near = (
        prefix for prefix in PREFIXES if sum(map(str.__ne__, letters, prefix)) == 1 and all(map(alike, letters, prefix))
    )
    return tuple(near)[:3]
