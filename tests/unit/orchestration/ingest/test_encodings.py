"""Encodings told from bytes: right from 8 Chinese characters on, as measured on reviews; else refused."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.encodings import detected_encoding

SIMPLIFIED = "客户编号,姓名,电话,地址\n1,陈晓明,13912345678,北京市海淀区中关村大街1号\n2,欧阳娜娜,,上海市\n"
TRADITIONAL = "客戶編號,姓名,電話,地址\n1,陳小明,0912345678,臺北市信義區松仁路100號\n2,黃志偉,,高雄市\n"
GERMAN = "id;name;stadt\n1;Jürgen Groß;Köln\n2;Zoë Müller;Nürnberg\n"


def _told(tmp_path, content):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return detected_encoding(path)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param(SIMPLIFIED, "gb18030", "gb18030", id="gb18030"),
        pytest.param(SIMPLIFIED, "gbk", "gb18030", id="gbk"),
        pytest.param(TRADITIONAL, "big5", "big5", id="big5"),
        pytest.param(TRADITIONAL, "gb18030", "gb18030", id="traditional-in-gb18030"),
        pytest.param(GERMAN, "cp1252", "cp1252", id="western"),
        pytest.param("id,amount\n1,£5.00\n2,£6.00\n", "latin-1", "cp1252", id="pound-signs"),
        pytest.param("id,name\n1,Li\n", "ascii", "utf-8", id="ascii"),
        *(
            pytest.param(text, encoding, told, id=f"{encoding}-{text[:2]}")
            for text in (SIMPLIFIED, TRADITIONAL, GERMAN)
            for encoding, told in (
                ("utf-8", "utf-8"),
                ("utf-8-sig", "utf-8"),
                ("utf-16", "utf-16"),
                ("utf-16-le", "utf-16-le"),
                ("utf-16-be", "utf-16-be"),
                ("utf-32", "utf-32"),
            )
        ),
    ],
)
def test_an_encoding_is_told_from_the_bytes(tmp_path, text, encoding, expected):
    assert _told(tmp_path, text.encode(encoding)) == expected


def test_the_few_letters_of_a_large_file_are_found_wherever_they_stand(tmp_path):
    rows = "".join(f"{number},plain\n" for number in range(200_000))
    assert _told(tmp_path, f"id,name\n{rows}{SIMPLIFIED}".encode("gb18030")) == "gb18030"


def test_a_slip_in_a_file_of_utf_8_does_not_change_what_it_is(tmp_path):
    assert _told(tmp_path, (SIMPLIFIED * 2).encode() + b"3,caf\xe9,,\n") == "utf-8"


def test_a_slip_in_a_long_file_without_letters_costs_its_record_and_not_the_file(tmp_path):
    assert _told(tmp_path, b"id,name\n" + b"1,plain\n" * 100 + b"2,\xff\n") == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("東京都,大阪府,ありがとう,ございます,カタカナ\n" * 3, "shift_jis", id="japanese"),
        pytest.param("서울특별시,부산광역시,대한민국,감사합니다\n" * 3, "euc-kr", id="korean"),
        pytest.param("Москва,Санкт-Петербург,Россия\n" * 3, "cp1251", id="russian"),
        pytest.param("Łódź,Kraków,Wrocław,Gdańsk,Zażółć gęślą jaźń\n" * 3, "cp1250", id="polish"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(tmp_path, text, encoding):
    with pytest.raises(HuaxiangError, match=r"cannot be told.* Declare its real `encoding`"):
        _told(tmp_path, text.encode(encoding))


def test_a_stray_zero_byte_does_not_change_what_a_file_is(tmp_path):
    assert _told(tmp_path, (SIMPLIFIED + "3,\0,,\n").encode()) == "utf-8"
    assert _told(tmp_path, (SIMPLIFIED * 9 + "3,\0,,\n").encode("gb18030")) == "gb18030"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(HuaxiangError, match="it is no text"):
        _told(tmp_path, bytes([0, 200, 3, 7]) * 500)
