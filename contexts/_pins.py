"""The table of pins: one row for each context file that is shipped, written out in code.

A digest that stands only beside the file it describes protects nothing: whoever changes the one can change the
other. So ``manifest.json`` is for people, and this table is what :func:`eccoe_vc.contexts.load` trusts.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

#: Which set a context belongs to: ``core`` and ``extensions`` are admitted by default, ``legacy`` only on request.
Group = Literal["core", "extensions", "legacy"]


class Pin(NamedTuple):
    """One shipped context: what address it stands for, where its file is, and what its bytes must be.

    ``file`` is relative to the package. ``sha256`` is over the bytes of the file, ``jcs_sha256`` over the RFC 8785
    form of its JSON (equal JSON, whatever the formatting); both are lower-case hexadecimal. ``edition`` is empty for
    the edition that the address gives by default.

    >>> from eccoe_vc.contexts import PINS
    >>> PINS["https://www.w3.org/ns/credentials/v2"].file
    'w3c/credentials-v2.jsonld'
    """

    url: str
    file: str
    sha256: str
    jcs_sha256: str
    group: Group
    edition: str
    licence: str


W3C: Final = "W3C Software and Document License"
EDTECH: Final = "1EdTech specification licence"
BSD: Final = "BSD-3-Clause"
APACHE: Final = "Apache-2.0"

#: Where the addresses of our own contexts and of our vocabulary begin. A reserved name that can never be fetched: the
#: permanent address must be registered by a person before 1.0, and is then changed here and in the pins of ``own/``.
OWN: Final = "https://eccoe-vc.example/"
RECOGNITION_V1: Final = OWN + "contexts/recognition/v1"
ANNEX_I_V1: Final = OWN + "contexts/annex-i/v1"

#: The default edition of every address, core first. Exactly one row for an address.
DEFAULTS: Final[tuple[Pin, ...]] = (
    # Always loaded.
    Pin(
        "https://www.w3.org/2018/credentials/v1",
        "w3c/credentials-v1.jsonld",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
        "b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/credentials/v2",
        "w3c/credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "w3c/undefined-terms-v2.jsonld",
        "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581",
        "3b11e1df8c618447e9f79f3737e3c30fc0841537eb95f36003742c633672bb9f",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://w3id.org/security/data-integrity/v1",
        "w3c/data-integrity-v1.jsonld",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
        "9505bf85338a4c2121ad03992ac90061bc85d43bcfa34d9d47b779381cf08b5f",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://w3id.org/security/data-integrity/v2",
        "w3c/data-integrity-v2.jsonld",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
        "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://w3id.org/security/multikey/v1",
        "w3c/multikey-v1.jsonld",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
        "be20c3ee6af6e9c4102e66a85c26617831218e32216bdf050f870e389e737cdc",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://w3id.org/security/jwk/v1",
        "w3c/jwk-v1.jsonld",
        "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
        "38dd329a9a011facda06afc4ba43a121980eaedbd1f974268026d157926bc086",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/cid/v1",
        "w3c/cid-v1.jsonld",
        "ea216ecc1cb02cd39b693dba2250141e270ba0bf95890be107dd9a9e8e43de85",
        "9fc257da5b37784ca2b07c3ad666f5ff9beea846a360ddd229fd0b44972015c8",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/credentials/status/v1",
        "w3c/status-v1.jsonld",
        "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7",
        "b2fcebfbaf4e6beae2be370fda8a5f9f99c28540c798a75a8cdccc0fb1a12492",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/did/v1",
        "w3c/did-v1.jsonld",
        "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f",
        "a7e146c40fcec005d3f0f14ae745665f446da58d7914a9d8f733746686fad82b",
        "core",
        "",
        W3C,
    ),
    Pin(
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "ccg/ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
        "fb517f09d990829aed734c9bad8cbbb2ac3d5063b865c7e3d81f246074bf5691",
        "core",
        "",
        BSD,
    ),
    Pin(
        "https://w3id.org/vc/status-list/2021/v1",
        "ccg/status-list-2021-v1.jsonld",
        "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160",
        "9768f9aa81ab6c3e2ad96b2d669eaba67afe13fff0140a853f1e3d313fab13b6",
        "core",
        "",
        BSD,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "1edtech/ob-v3p0-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
        "04b1136ddc4eda9a8966bc7ef182789f233a26739473140ef75d6968c29a2966",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "1edtech/ob-v3p0-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
        "bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "1edtech/ob-v3p0-3.0.1.json",
        "af095468326d3449160509b26ca71576e6321d13c85b0369cfe3b654c9a48fba",
        "8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "1edtech/ob-v3p0.json",
        "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72",
        "2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "1edtech/ob-v3p0-extensions.json",
        "146f85aa16effd7ca1da8056eb443f53ce1eca8a34186cb062832c0a97d889c3",
        "15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "1edtech/clr-v2p0-2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
        "7defe702c102faf14108579b7d65ef39ecf4c3bbef925b803e15bd77cd6e3394",
        "core",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
        "1edtech/clr-v2p0.json",
        "e198d7b517d74c5036434ce495086f67b10244709e9a3df9dcb7f8b1579b6167",
        "a2dd0c0c07434663b7b54a51dd8a3363f6d5c420efa87e3d97b4ef8661596d44",
        "core",
        "",
        EDTECH,
    ),
    # Ours: agreements and decisions, and the EU standard elements that Open Badges has no place for.
    Pin(
        RECOGNITION_V1,
        "own/recognition-v1.json",
        "ce947b9624f858971bec4f22684b6045a1e47536404b0f225c5f1a38c9dda942",
        "ad59bf8d04fd67e61186d07bf1f4944914adce20721244ff5d1538ca9a534369",
        "core",
        "",
        APACHE,
    ),
    Pin(
        ANNEX_I_V1,
        "own/annex-i-v1.json",
        "305d8366c575bb95a1d4f558a39871b05bc7403fe25765e3d31ee22d5f310199",
        "f0eed98374e4c996add39af23533e37f9907cecd99b36872fe07da1e4f453079",
        "core",
        "",
        APACHE,
    ),
    # Open Badges extensions, opt-in.
    Pin(
        "https://openbadgespec.org/extensions/accessibilityExtension/context-3.0.0.json",
        "1edtech/ext-accessibility-3.0.0.json",
        "a864fd0e3b08fdfb6d9445468796e040f76f90d510557e2ab467dbe42370846f",
        "5516cffc89f003fb93d1c7627eb874adbb6b5fc15cba0cea3107405cef21292c",
        "extensions",
        "",
        EDTECH,
    ),
    Pin(
        "https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json",
        "1edtech/ext-applyLink-3.0.0.json",
        "ff51b0bfb7474e8a91b74b3203cc9883110febb0dc094e4f08768bf865d9e5de",
        "ea2463261715974e203f121da4e97a4b7e86ec8c5df4bfdce63fb0ddbb240206",
        "extensions",
        "",
        EDTECH,
    ),
    Pin(
        "https://openbadgespec.org/extensions/geoCoordinatesExtension/context-3.0.0.json",
        "1edtech/ext-geoCoordinates-3.0.0.json",
        "2a0224ba6bc621fdfbc2118fced31448eaa4fc4dbb0301ed99bbab3d91775993",
        "31cd8264247db14bde53ac8cfb03af5110e3360257c895d82eea353197ed39c0",
        "extensions",
        "",
        EDTECH,
    ),
    Pin(
        "https://openbadgespec.org/extensions/licenseExtension/context-3.0.0.json",
        "1edtech/ext-license-3.0.0.json",
        "0d32012cfe2182d7d9dbf53c0be66ae8414ef957b260f9d31c74f7aa25fd653e",
        "b2787e7cfc1130a526d3b32dc48d9c6915976f625c3b9f2cbca946717d1cc659",
        "extensions",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/",
        "1edtech/ext-assessment-v2p0.json",
        "5e0df1382d4e4914f10245dcda4f654649c3118b2fdb34b00155cadbe2910b59",
        "3a9178e65ed8512b9eee58d34b9a4edbeb76107fdab1d9afe76e69b82a2376e5",
        "extensions",
        "",
        EDTECH,
    ),
    Pin(
        "https://purl.imsglobal.org/spec/ob-accred/v2p0/context/",
        "1edtech/ext-accreditation-v2p0.json",
        "f72471e90fcf8ee5a0103df239927317aad1b6b2cbd0365f7784a71ac87b5ea7",
        "0e94a1c1c7e9e70fc45410baa71fc6596c6b16f106ac7a7231c0a7759a168bb8",
        "extensions",
        "",
        EDTECH,
    ),
    # Old credentials and old DID documents, opt-in.
    Pin(
        "https://w3id.org/security/v1",
        "ccg/security-v1.jsonld",
        "e2d146cd556f6fa5f14996c6f1749667d5a14073fa30f0643990068e2c0b1bac",
        "d87de2ce3ce407bcac481f8af31e211e54beb5cbd7dd459826ed0502302ee234",
        "legacy",
        "",
        "context W3C CCG; package BSD-3-Clause",
    ),
    Pin(
        "https://w3id.org/security/v2",
        "ccg/security-v2.jsonld",
        "4cb186bc29c08af6e40c58178c22dd84d542f2871a063afed6e648b47abc3cf6",
        "38a9ef19cf3a75bf856202bd1ed4cbd55c985ad4a809eb7f4ef584ba9d51dc90",
        "legacy",
        "",
        "context W3C CCG; package BSD-3-Clause",
    ),
    Pin(
        "https://w3id.org/security/suites/jws-2020/v1",
        "ccg/jws-2020-v1.jsonld",
        "00ee65bb7307f9a01c3170b823083b0d4de68223520834b2c5eb7a09bae5dea6",
        "eed16334842a5635257913b33acd1aeee29009eb188d855f9a1d0ceee4a8ae4d",
        "legacy",
        "",
        "context W3C CCG; package BSD-3-Clause",
    ),
    Pin(
        "https://w3id.org/security/suites/ed25519-2018/v1",
        "ccg/ed25519-2018-v1.jsonld",
        "166c6abb9e08176cee5f6c87c9c1bbfefa5717da391bcac525e5437f93eab809",
        "b4cb4ede62cd5c1e98b54340bf9d5ae636e6ba6e92b6bffb50be3c12b473a2de",
        "legacy",
        "",
        BSD,
    ),
    Pin(
        "https://w3id.org/security/suites/x25519-2020/v1",
        "ccg/x25519-2020-v1.jsonld",
        "b234f84fe7cebb0efef37cad82667eeacb6d414f6c51ac37f5dc803a4a0c728a",
        "454c264ab52b3ee90b2c21a996afc4f5f2a02c2e282799b6e92305e1aa536de6",
        "legacy",
        "",
        BSD,
    ),
    Pin(
        "https://w3id.org/security/suites/x25519-2019/v1",
        "ccg/x25519-2019-v1.jsonld",
        "d032497b819ad21259daaa11a1e0ce1153592fb58877751944d6b48768c0bf33",
        "226bc202c5f5fac752716b9ed838875155c22b789aa0259276cfd83d54a40d06",
        "legacy",
        "",
        "context W3C CCG; package Apache-2.0",
    ),
    Pin(
        "https://w3id.org/security/suites/secp256k1-2019/v1",
        "ccg/secp256k1-2019-v1.jsonld",
        "8452efdde151151539b78d240f55cee7d9cc985bf078123ce310aa7ae04763b4",
        "9125f9365f562d895c1c8090d7860725f392d4872dff4ec559b48d8709d69564",
        "legacy",
        "",
        "context W3C CCG; package Apache-2.0",
    ),
    Pin(
        "https://w3id.org/vc-revocation-list-2020/v1",
        "ccg/revocation-list-2020-v1.jsonld",
        "9fe1e5bd6d2f709e4628947c86455f2d97204e07ed7b7ae51d559e35e5238e9d",
        "375634e782babefd3763cb72b41b70527780b158fcf93855d8f3b56844233341",
        "legacy",
        "",
        W3C,
    ),
    Pin(
        "https://www.w3.org/ns/odrl.jsonld",
        "w3c/odrl.jsonld",
        "f9937a5cf820abc39a1b954a3752132a9334fb23ec4a379e77a74a007c8f567d",
        "c9b3bbb66a340349a8b126f464287e139570ae46d40d89362733196babb1c9c6",
        "legacy",
        "",
        "context W3C; package Apache-2.0",
    ),
    Pin(
        "https://identity.foundation/.well-known/did-configuration/v1",
        "dif/did-configuration-v1.json",
        "a72455e2a489b997ec3a3e1fdcd8950591be86b1500c80ccf2c99b374a7acaf1",
        "813c5f20d5de8eee24c6912d83c8396c670995ef4831a56bdc03c1e05cb24d8b",
        "legacy",
        "",
        "Apache-2.0",
    ),
)

#: Other editions of the same addresses, shipped but loaded only where a caller names the edition.
#:
#: Open Badges 3.0.3 is in circulation in two editions under one address. The older one lacks ``endorsementJwt``
#: and ``jti``: under it an ``endorsementJwt`` has no meaning and no signature covers it.
OTHERS: Final[tuple[Pin, ...]] = (
    Pin(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "1edtech/ob-v3p0-3.0.3.2024-03.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
        "c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99",
        "core",
        "2024-03",
        EDTECH,
    ),
)
