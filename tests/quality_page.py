"""The quality report as a test reads it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Tables by id as rows of cell texts, texts by id, and everything the page would fetch."""

    def __init__(self, html):
        super().__init__()
        self.tables, self.texts, self.fetched = {}, {}, []
        self.table = self.cell = self.id = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.fetched += [value for name, value in attributes.items() if name in ("src", "href")]
        if tag == "table":
            self.table = self.tables.setdefault(attributes.get("id"), [])
        if tag == "tr" and self.table is not None:
            self.table.append([])
        if tag in ("td", "th") and self.table is not None:
            self.table[-1].append("")
            self.cell = True
        self.id = attributes.get("id", self.id if tag != "table" else None)

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = None
        if tag == "table":
            self.table = None
        if tag == "b":
            self.id = None

    def handle_data(self, data):
        if self.cell:
            self.table[-1][-1] += data
        if self.id:
            self.texts[self.id] = self.texts.get(self.id, "") + data
