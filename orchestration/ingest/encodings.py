"""Which encoding a text file is in: told by a mark at its start, by UTF-8 that holds, else by its letters.

Chinese text is told by how common its characters are: read in the wrong encoding it turns into rare ones.
"""

import codecs
from functools import cache
from itertools import pairwise
from pathlib import Path

from orchestration.errors import HuaxiangError

_BLOCK = 1 << 20
# enough letters to tell; a file of a million English rows may hold ten Chinese ones
_SAMPLE = 1 << 16
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHINESE = ("gb18030", "big5")
# measured on reviews, names and addresses: from 8 characters on the right one scores 0.6 or more, the wrong
# one at least 0.3 less
_LIKELY, _CLEARLY = 0.6, 0.3
# where so few bytes are in lines with more than ASCII, these lines are put aside, and not the file
_RARE = 0.05
# the characters that Chinese business text repeats most, in both scripts
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天"
    "而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些"
    "与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相"
    "次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市省区县路街号楼室镇村乡州京津沪广江河湖南"
    "男客户订单商品价格数量金额电话手机地址姓性别邮箱日期时间状态备注类型编名称支付已未完待退款货物流红包会员卡积券"
    "张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "這來國個說們為時會過學對裡後麼沒還發當無開見經頭動兩長樣現將與進實點種聲話兒問機給幾業間東聽氣關內產萬區縣號樓"
    "鎮鄉廣電戶訂單價數額話址別郵狀態備類編稱貨紅員積張趙劉陳楊黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻戴臺灣灣"
    "，。、：；（）《》！？“”·￥「」"
)


# letters and signs of western European text in Windows-1252
_WESTERN = frozenset("äöüÄÖÜßéèêëÉÈÊàáâãåæÀÁÂÃÅÆçÇîïíÍÎñÑôóõòøÓÔÕØúùûÚÛ’‘“”–—…€£§°«»®™©²½º·•\xa0¡¿´")
# the same bytes are letters of Polish, Czech or Turkish more often than signs of western text
_DOUBTFUL = frozenset("³¹¿œŸšžìýðþ¼¾")
DECLARE = "Declare its real `encoding` in defs.yaml (utf-8, gb18030, big5, utf-16, cp1252 …)."


def detected_encoding(path: Path) -> str:
    """The encoding of a text file; HuaxiangError when nothing speaks clearly for one."""
    start, sample = _sample(path)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked:
        return marked
    # of UTF-16 every line end has a zero byte; of mere ASCII, which is valid UTF-8, too, every second one is
    if start.count(0) > len(start) * (0.25 if is_utf8(start) else 0.01):
        return _wide(start)
    if is_utf8(sample):
        return "utf-8"
    likeness = {name: _likeness(sample, name) for name in _CHINESE}
    second, best = sorted(likeness, key=likeness.__getitem__)
    if likeness[best] >= _LIKELY and likeness[best] - likeness[second] >= _CLEARLY:
        return best
    if _is_western(sample):
        return "cp1252"
    if len(sample) < _RARE * path.stat().st_size:
        return "utf-8"
    raise HuaxiangError(f"the encoding of the file cannot be told{_guess(sample)}. {DECLARE}")


def is_utf8(sample: bytes) -> bool:
    """Whether whole lines are UTF-8, but for a rare slip: that costs its record, not the file."""
    text = sample.decode("utf-8", "replace")
    slips = text.count("\ufffd") - sample.count("\ufffd".encode())
    letters = sum(not character.isascii() for character in text) - slips
    return letters >= 20 * slips


def _sample(path: Path) -> tuple[bytes, bytes]:
    """The first bytes, and lines that hold more than ASCII, about so many bytes of them."""
    sample = bytearray()
    with path.open("rb") as file:
        block = start = file.read(_BLOCK)
        while block and len(sample) < _SAMPLE:
            if not block.isascii():
                # the last line may be cut anywhere, also inside a character
                lines = (block + file.readline(_BLOCK)).splitlines(keepends=True)
                sample += b"".join(line for line in lines if not line.isascii())
            block = file.read(_BLOCK)
    return start[:_SAMPLE], bytes(sample[: 4 * _SAMPLE])


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: in the right byte order it has line ends and separators."""
    found = {
        order: sum(start[: len(start) // 2 * 2].decode(order, "replace").count(mark) for mark in "\n\r\t,")
        for order in ("utf-16-le", "utf-16-be")
    }
    second, best = sorted(found, key=found.__getitem__)
    if found[best] <= 4 * found[second]:
        raise HuaxiangError("the file holds zero bytes: it is no text. Export it again as text.")
    return best


def _likeness(sample: bytes, encoding: str) -> float:
    """How much a sample looks like Chinese in an encoding: 2 if all is common, below 0 if it is noise."""
    text = sample.decode(encoding, "replace")
    letters = [character for character in text if not character.isascii()]
    common = sum(letter in _COMMON for letter in letters)
    regular = sum(_is_regular(letter, encoding) for letter in letters)
    noise = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in letters)
    # of text in another language none or hardly any character is common
    return (regular + common - 2 * noise) / len(letters) if common >= 0.15 * len(letters) else -1.0


@cache
def _is_regular(letter: str, encoding: str) -> bool:
    """Whether a character is one of the 4 to 5 thousand that its encoding gives the first places."""
    lead, trail = (*letter.encode(encoding, "ignore"), 0, 0)[:2]
    if encoding == "big5":
        return 0xA1 <= lead <= 0xC6
    return trail >= 0xA1 and (lead in (0xA1, 0xA3) or 0xB0 <= lead <= 0xD7)


def _is_western(sample: bytes) -> bool:
    text = sample.decode("cp1252", "replace")
    letters = [letter for letter in text if not letter.isascii()]
    # western languages seldom put two such letters side by side, others write whole words of them
    pairs = sum(
        a.isalpha() and b.isalpha() and not a.isascii() and not b.isascii() for a, b in pairwise(text)
    )
    doubtful = sum(letter in _DOUBTFUL for letter in letters)
    western = sum(letter in _WESTERN for letter in letters)
    return western >= 0.95 * len(letters) and doubtful <= 0.02 * len(letters) and pairs <= 0.2 * len(letters)


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return f"; it is perhaps {best.encoding}" if best else ""
