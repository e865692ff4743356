"""A hypothesis speaks of the event: not of documents and labels, and without a word on how it relates to them.

Patterns are kept for the languages of `ANALYSIS`; in others this check sees nothing. "According to the police" is
news; "according to the article" is analysis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate

ANALYSIS = {
    "en": r"\b(?:according to|in|as per) (?:the|both|these|this) (?:\w+ )?(?:documents?|articles?|texts?|passages?)\b"
    r"|\b(?:documents?|articles?|passages?) (?:says?|states?|mentions?|describes?|do(?:es)? not|[12]\b|one|two)"
    r"|\b(?:both|first|second|the two) (?:documents?|articles?)\b"
    r"|\b(?:this|which) (?:directly )?(?:contradicts|agrees|disagrees|supports the|confirms the|is (?:in)?consistent)\b"
    r"|\bcontrary to (?:the|what the) (?:documents?|articles?|reports?)\b|\bhypothes[ie]s\b|\bpremises?\b",
    "es": r"\b(?:según|en) (?:el|los|ambos) (?:documentos?|artículos?|textos?)\b|\bambos (?:documentos|artículos)\b"
    r"|\b(?:documento|artículo) (?:dice|afirma|menciona|indica|[12]\b)|\b(?:esto|lo que) (?:contradice|concuerda)\b"
    r"|\bhipótesis\b|\bpremisas?\b",
    "fr": r"\b(?:selon|d['’]après|dans) (?:les? |l['’])(?:deux )?(?:documents?|articles?|textes?)\b"
    r"|\bles deux (?:documents|articles)\b|\b(?:document|article) (?:dit|affirme|mentionne|indique|[12]\b)"
    r"|\b(?:ceci|cela|ce qui) (?:contredit|concorde)\b|\bhypothèses?\b|\bprémisses?\b",
    "de": r"\b(?:laut|gemäß) (?:dem|den|beiden) (?:beiden )?(?:Dokument|Artikel|Text)\w*\b"
    r"|\bbeide[nr]? (?:Dokumente|Artikel)|\b(?:Dokument|Artikel) (?:sagt|besagt|erwähnt|[12]\b)"
    r"|\bdies (?:widerspricht|stimmt)\b|\bHypothesen?\b|\bPrämissen?\b",
    "pt": r"\b(?:segundo|de acordo com|conforme) (?:o|os|ambos os) (?:documentos?|artigos?|textos?)\b"
    r"|\bambos os (?:documentos|artigos)\b|\b(?:documento|artigo) (?:diz|afirma|menciona|indica|[12]\b)"
    r"|\b(?:isto|isso|o que) (?:contradiz|concorda)\b|\bhipóteses?\b|\bpremissas?\b",
    "it": r"\bsecondo (?:il |i |gli |l['’])(?:document[oi]|articol[oi]|test[oi])\b"
    r"|\bentrambi (?:i documenti|gli articoli)\b|\b(?:documento|articolo) (?:dice|afferma|menziona|indica|[12]\b)"
    r"|\b(?:questo|ciò) (?:contraddice|concorda)\b|\bipotesi\b|\bpremess[ae]\b",
    "ru": r"\bсогласно (?:(?:этим|обоим|двум|первому|второму) )?(?:документ|стать|текст)(?:у|ам|е|и|ям)\b"
    r"|\b(?:оба документа|обе статьи|в обо?их (?:документах|статьях))\b"
    r"|\b(?:документ|статья) (?:говорит|утверждает|упоминает|[12]\b)|\bэто (?:противоречит|согласуется)\b"
    r"|\bгипотез[аыеу]\b",
    "zh": r"(?:根据|根據|据|據|依照)(?:这|這|该|該|两|兩|上述)?(?:篇|份)?(?:文档|文檔|文件|文章)"
    r"|(?:文档|文檔|文章)(?:[12一二]|提到|指出|说|說)|(?:两|兩)篇(?:文档|文檔|文章)"
    r"|(?:这|這)(?:与|與).{0,10}(?:矛盾|一致)|假设|假設|前提",
    "ja": r"(?:文書|記事|本文)(?:によ(?:ると|れば)|[12１２一二]|は.{0,6}述べ)|両方の(?:文書|記事)"
    r"|これは.{0,12}矛盾|仮説|前提",
    "ko": r"(?:^|이 |두 |위 |해당 |번째 )(?:문서|기사|본문)(?:에 따르면|에서는)|(?:문서|기사)\s?[12]\b|두 (?:문서|기사)"
    r"|이는 .{0,12}모순|가설|전제",
    "ar": r"(?:وفقا|وفقًا|بحسب|حسب) (?:ل)?(?:ال)?(?:وثيقة|مقال|نص)\w*|(?:الوثيقتان|المقالان|كلا المقالين)"
    r"|(?:الوثيقة|المقال) (?:تقول|يقول|تذكر|يذكر)|فرضية",
}
"""By language: a source of the text, a label, or a comparison."""
_PATTERNS = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in ANALYSIS.items()}


def no_analysis(candidate: Candidate) -> Iterator[Noticed]:
    pattern = _PATTERNS.get(candidate.language)
    found = pattern.search(candidate.hypothesis.text) if pattern else None
    if found:
        yield Noticed(f"speaks of the documents or of its label: {found.group()}", (found.group(),))
