"""Words that refuse, in the ways that upstreams refuse. Patterns; to be looked for in one sentence beside what it
speaks of."""

UNSUPPORTED = (
    r"unsupported|unavailable|incompatible|unrecogni[sz]ed|unpermitted|unexpected|unknown|forbidden|deprecated|immutable",
    r"\bnot (?:yet |currently |be |been )?(?:support|available|allow|permit|accept|enabled|compatible|implemented|possible|include)",
    (
        r"\b(?:do|does|did|can|could|may|must|should|will|are|is)(?: not|n[’']?t)(?: yet| currently| be| been)? "
        r"(?:support|accept|allow|permit|handle|take|process|recogni[sz]e|have|include|used?\b|set\b|specified|enabled)"
    ),
    r"\bcannot\b|\bcan't\b|isn[’']t supported|not support|extra inputs|extra_forbidden|only (?:\w+ ){0,3}supported",
    r"only (?:the )?\w{1,24}(?:=\S{1,8})? is (?:supported|allowed)|was unexpected|disabled|disallow|不支持|不允许|不能|未开启|暂不",
)

MISSING = (
    r"\bmissing\b|\brequired?\b|not (?:set|provided|specified|found|given|present|passed)|absent|without|did not have",
    r"must (?:be )?(?:includ|provid|contain|pass|preserv|present|have|specif)|缺少|不能为空|必须|未",
)

INVALID = (
    r"\binvalid|not (?:a )?valid|malformed|illegal|corrupt|does not match|doesn't match|must match|should match|mismatch",
    r"\bmust (?:be|start|begin|end|follow|have|contain|satisfy)|\bshould (?:be|start|have|match)|\bexpected\b|failed to satisfy",
    r"非法|无效|错误|不正确|不合法|不是",
)

TOO_MUCH = (
    r"too (?:large|long|high|big|many|great)|exceed|over the (?:limit|maximum)|at most|no more than|more than|maximum|\bmax\b",
    r"less than or equal|not less or equal|<=|up to|limited to|must be (?:less|lower|smaller)|above|cannot be (?:greater|more|larger|higher)",
    r"longer than|larger than|greater than|supported range|valid range|(?:in|out of|the|allowed) range|range of|limit exceeded|over limit|超过|超出|过长|过多|最多|最大|最长|范围",
)

REFUSED = (*UNSUPPORTED, *MISSING, *INVALID)
