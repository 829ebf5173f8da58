"""What texts are about, what they wish for and complain of, by words that anybody can read and edit."""

from dataclasses import dataclass

import numpy as np

from ml.text.definitions import Definitions
from ml.text.evidence import quoted
from ml.text.lexicon import Opinions
from ml.text.units import Units, stretches
from ml.text.words import Hits

# characters of a sentence that are kept of a wish
_LONGEST_WISH = 100


@dataclass(frozen=True)
class Themes:
    """Per text: topic keys in the order of the definitions joined by commas, the words found, and so on.

    `complaint_topics` are the topics in whose clauses more is blamed than praised. `leanings` are the keys of
    the leanings whose words are said.
    """

    topics: np.ndarray
    topic_evidence: np.ndarray
    wish: np.ndarray
    is_wish: np.ndarray
    complaint_evidence: np.ndarray
    names_complaint: np.ndarray
    complaint_topics: np.ndarray
    leanings: np.ndarray


def themes_of(units: Units, hits: Hits, opinions: Opinions, definitions: Definitions) -> Themes:
    """Read off the words found."""
    found = {key: _listed(hits, f"topic.{key}", definitions) for key in definitions.topics}
    blamed = _blamed_clauses(units, opinions)
    wish_hits = _voiced(units, hits, "wishes", definitions)
    complaint_hits = _not_negated(units, hits, _voiced(units, hits, "complaints", definitions), definitions)
    leaning_hits = {
        leaning.key: _not_negated(
            units, hits, definitions.vocabulary.only(hits, f"leaning.{leaning.key}"), definitions
        )
        for leaning in definitions.leanings
    }
    return Themes(
        topics=_keys(units, found),
        topic_evidence=_evidence(units, _together(list(found.values()))),
        wish=_sentences(units, wish_hits),
        is_wish=_has(units, wish_hits),
        complaint_evidence=_evidence(units, complaint_hits),
        names_complaint=_has(units, complaint_hits),
        complaint_topics=_keys(
            units, {key: of.where(blamed[units.clauses[of.firsts]]) for key, of in found.items()}
        ),
        leanings=_keys(units, leaning_hits),
    )


def _listed(hits: Hits, name: str, definitions: Definitions) -> Hits:
    """The words of a list, not those within a longer word that is about something else."""
    words = definitions.vocabulary
    longest = words.only(hits, name, f"{name}.neither").longest()
    return longest.where(~words.lists[f"{name}.neither"][longest.words])


def _voiced(units: Units, hits: Hits, voice: str, definitions: Definitions) -> Hits:
    """The words of a voice, and the first part of those with a gap whose second part follows."""
    parts = definitions.vocabulary.only(hits, f"{voice}.parts")
    sentences = units.sentences[parts.firsts]
    found = [_listed(hits, voice, definitions)]
    for before, after in definitions.gaps[voice]:
        begins, ends = parts.words == before, parts.words == after
        last_end = np.full(int(sentences.max(initial=-1)) + 1, -1)
        np.maximum.at(last_end, sentences[ends], parts.firsts[ends])
        found.append(parts.where(np.flatnonzero(begins)[last_end[sentences[begins]] >= parts.ends[begins]]))
    return _together(found)


def _not_negated(units: Units, hits: Hits, found: Hits, definitions: Definitions) -> Hits:
    """Without those after a negating word of their clause: 没有被骗 is no complaint."""
    words = definitions.vocabulary
    # a word of complaint may itself begin with a negation, and so may what stands before it: 没有没人理
    negating = words.only(hits, "negating", "neither", *definitions.points).longest()
    negating = negating.where(words.lists["negating"][negating.words])
    ended = np.concatenate([[0], np.cumsum(np.bincount(negating.ends - 1, minlength=len(units)))])
    clause_from, _ = stretches(units.clauses)
    firsts = found.firsts
    lower = np.maximum(clause_from[firsts], firsts - int(definitions.numbers["negation_reach"]))
    return found.where(ended[firsts] == ended[lower])


def _blamed_clauses(units: Units, opinions: Opinions) -> np.ndarray:
    """Of each clause: whether more is blamed than praised in it."""
    count = int(units.clauses[-1]) + 1 if len(units) else 0
    return np.bincount(units.clauses[opinions.firsts], opinions.values, count) < 0


def _together(found: list[Hits]) -> Hits:
    return Hits(
        *(np.concatenate([getattr(of, name) for of in found]) for name in ("words", "firsts", "ends"))
    )


def _has(units: Units, hits: Hits) -> np.ndarray:
    return np.bincount(units.rows[hits.firsts], minlength=units.count) > 0


def _evidence(units: Units, hits: Hits) -> np.ndarray:
    """The words as they stand, the first first."""
    return quoted(units, hits.firsts, hits.ends, -hits.firsts.astype("float64"))


def _keys(units: Units, found: dict[str, Hits]) -> np.ndarray:
    """Per text: the keys of what was found, joined by commas."""
    names = list(found)
    has = np.stack([_has(units, hits) for hits in found.values()], axis=1)
    kinds, which = np.unique(np.packbits(has, axis=1), axis=0, return_inverse=True)
    spread = np.unpackbits(kinds, axis=1, count=len(names)).astype(bool)
    texts = [",".join(name for name, is_there in zip(names, row, strict=True) if is_there) for row in spread]
    return np.array(texts, dtype=object)[which.ravel()]


def _sentences(units: Units, hits: Hits) -> np.ndarray:
    """Per text: its first sentence with a hit, from the clause of the hit on, cut."""
    told = np.full(units.count, "", dtype=object)
    order = np.argsort(hits.firsts, kind="stable")
    ordered = hits.where(order)
    first_of = np.unique(units.rows[ordered.firsts], return_index=True)[1]
    (clause_from, _), (_, sentence_to) = stretches(units.clauses), stretches(units.sentences)
    for place in ordered.firsts[first_of]:
        whole = units.quote(clause_from[place], sentence_to[place] - 1)
        told[units.rows[place]] = whole if len(whole) <= _LONGEST_WISH else f"{whole[:_LONGEST_WISH]}…"
    return told
