"""Files of DMN as short Python, for tests."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*inside: str, namespace: str = "urn:test", version: str = DMN) -> bytes:
    """A file."""
    return (
        f'<definitions xmlns="{version}" id="definitions" name="test" namespace="{namespace}">{"".join(inside)}'
        "</definitions>"
    ).encode()


def decision(id: str, *inside: str, type: str = "", name: str = "") -> str:
    variable = f"<variable name={quoteattr(name or id)} {type_ref(type)}/>"
    return f'<decision id="{id}" name={quoteattr(name or id)}>{variable}{"".join(inside)}</decision>'


def input_data(id: str, type: str = "", name: str = "") -> str:
    name = quoteattr(name or id)
    return f'<inputData id="{id}" name={name}><variable name={name} {type_ref(type)}/></inputData>'


def type_ref(type: str) -> str:
    return f'typeRef="{type}"' if type else ""


def requires(*ids: str, kind: str = "Decision") -> str:
    """Requirements of decisions, of input data (`Input`) or of functions (`Knowledge`)."""
    outer = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return "".join(f'<{outer}><required{kind} href="#{each}"/></{outer}>' for each in ids)


def literal(text: str, type: str = "") -> str:
    return f"<literalExpression {type_ref(type)}><text>{escape(text)}</text></literalExpression>"


def knowledge(id: str, parameters: dict[str, str], body: str, *requirements: str) -> str:
    """A business knowledge model. parameters: name to type."""
    formal = "".join(f"<formalParameter name={quoteattr(n)} {type_ref(t)}/>" for n, t in parameters.items())
    return (
        f'<businessKnowledgeModel id="{id}" name="{id}"><variable name="{id}"/>{"".join(requirements)}'
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


def table(policy: str, inputs: list[str], outputs: list[str], *rules: str, types: str = "", values: str = "") -> str:
    """A decision table. policy: with the aggregation after a space; types: of all columns; values: of all outputs."""
    policy, _, aggregation = policy.partition(" ") if policy.startswith("COLLECT") else (policy, "", "")
    collected = f'aggregation="{aggregation}"' if aggregation else ""
    tested = "".join(
        f"<input><inputExpression {type_ref(types)}><text>{escape(each)}</text></inputExpression></input>"
        for each in inputs
    )
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    given = "".join(f'<output name="{each}" {type_ref(types)}>{listed}</output>' for each in outputs)

    return f'<decisionTable hitPolicy="{policy}" {collected}>{tested}{given}{"".join(rules)}</decisionTable>'


def rule(*cells: str, outputs: int = 1) -> str:
    """A rule: cells of the inputs, then of the outputs."""
    split = len(cells) - outputs
    tested = "".join(f"<inputEntry><text>{escape(each)}</text></inputEntry>" for each in cells[:split])
    given = "".join(f"<outputEntry><text>{escape(each)}</text></outputEntry>" for each in cells[split:])
    return f"<rule>{tested}{given}</rule>"
