import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.decoding import UNDECODABLE, check_decodable, opened_text


def _text(tmp_path, content: bytes, encoding: str) -> str:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    with opened_text(path, encoding, newline="\n") as file:
        return file.read()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-8-sig", "utf-32"]
)
def test_text_is_read_in_its_encoding_without_byte_order_mark(tmp_path, encoding):
    text = "姓名,城市\n"
    for content in (text.encode(encoding), ("\ufeff" + text).encode(encoding) if "u" in encoding else b"x"):
        assert _text(tmp_path, content, encoding) in (text, "x")


@pytest.mark.parametrize(
    ("content", "declared", "message"),
    [
        pytest.param("a,b\n张伟,杭州\n".encode("utf-16"), "utf-8", "UTF-16", id="utf-16-as-utf-8"),
        pytest.param("a,b\n1,2\n".encode("utf-16-le"), "utf-8", "UTF-16", id="utf-16-without-mark"),
        pytest.param("a,b\n张伟,杭州\n".encode("utf-16"), "gb18030", "UTF-16", id="utf-16-as-gb18030"),
        pytest.param("a,b\n张伟张伟,杭州\n".encode(), "gb18030", "is UTF-8, but", id="utf-8-as-gb18030"),
        pytest.param(
            "a,b\ncafé café café café café\n".encode(), "latin-1", "is UTF-8, but", id="utf-8-as-latin-1"
        ),
        pytest.param(b"a,b\n1,2\n", "utf-16", "not utf-16", id="ascii-as-utf-16"),
    ],
)
def test_a_file_that_is_plainly_in_another_encoding_is_refused_with_advice(
    tmp_path, content, declared, message
):
    with pytest.raises(HuaxiangError, match=message) as caught:
        _text(tmp_path, content, declared)
    assert "encoding" in str(caught.value)


def test_what_cannot_be_decoded_is_marked(tmp_path):
    assert _text(tmp_path, b"caf\xe9,b", "utf-8") == f"caf{UNDECODABLE},b"


@pytest.mark.parametrize(("undecodable", "records"), [(0, 0), (2, 2), (2, 10), (5, 100)])
def test_a_few_bad_records_do_not_condemn_a_file(undecodable, records):
    check_decodable(undecodable, records, "utf-8")


@pytest.mark.parametrize(("undecodable", "records"), [(3, 3), (3, 50), (6, 100)])
def test_many_bad_records_mean_another_encoding(undecodable, records):
    with pytest.raises(HuaxiangError, match=f"{undecodable} of its {records} records"):
        check_decodable(undecodable, records, "utf-8")
