"""Files as editors write them, with all that they write beside the decisions."""

from __future__ import annotations

from engine.dmn import compile_decisions
from tests.engine.dmn.deciding import decided
from tests.engine.dmn.drawing import DMN, decision, definitions, input_data, literal, requires

#: As Camunda Modeler (dmn-js) writes a drawing of two decisions and an input that only the drawing knows.
DMN_JS = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_0x" name="DRD"
    namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler" exporterVersion="5.20.0"
    modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.4.0">
  <decision id="who_agrees" name="Who agrees">
    <informationRequirement id="InformationRequirement_1">
      <requiredDecision href="#size" />
    </informationRequirement>
    <decisionTable id="DecisionTable_1" hitPolicy="COLLECT">
      <input id="Input_1" label="Size" biodi:width="192">
        <inputExpression id="InputExpression_1" typeRef="string"><text>size</text></inputExpression>
        <inputValues id="UnaryTests_0"><text>"small","large"</text></inputValues>
      </input>
      <input id="InputClause_2" label="Kind">
        <inputExpression id="LiteralExpression_2" typeRef="string"><text>kind</text></inputExpression>
      </input>
      <output id="Output_1" label="Role" name="role" typeRef="string" biodi:width="192" />
      <rule id="DecisionRule_1">
        <description>Everything</description>
        <inputEntry id="UnaryTests_1"><text></text></inputEntry>
        <inputEntry id="UnaryTests_2"><text>-</text></inputEntry>
        <outputEntry id="LiteralExpression_3"><text>"manager"</text></outputEntry>
      </rule>
      <rule id="DecisionRule_2">
        <inputEntry id="UnaryTests_3"><text>"large"</text></inputEntry>
        <inputEntry id="UnaryTests_4"><text>not("travel")</text></inputEntry>
        <outputEntry id="LiteralExpression_4"><text>"controller"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <decision id="size" name="Size">
    <variable id="InformationItem_1" name="size" typeRef="string" />
    <informationRequirement id="InformationRequirement_2">
      <requiredInput href="#InputData_1" />
    </informationRequirement>
    <authorityRequirement id="AuthorityRequirement_1"><requiredAuthority href="#KnowledgeSource_1" />
    </authorityRequirement>
    <literalExpression id="LiteralExpression_5"><text>if amount &gt; 50000 then "large" else "small"</text>
    </literalExpression>
  </decision>
  <inputData id="InputData_1" name="The amount in kronor" />
  <knowledgeSource id="KnowledgeSource_1" name="Rules of delegation" />
  <textAnnotation id="TextAnnotation_1"><text>Ask the lawyer</text></textAnnotation>
  <association id="Association_1"><sourceRef href="#size" /><targetRef href="#TextAnnotation_1" /></association>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="size"><dc:Bounds height="80" width="180" x="160" y="280" /></dmndi:DMNShape>
      <dmndi:DMNEdge id="DMNEdge_1" dmnElementRef="InformationRequirement_1">
        <di:waypoint x="250" y="280" /><di:waypoint x="250" y="180" />
      </dmndi:DMNEdge>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""


def test_a_drawing_of_dmn_js() -> None:
    assert decided(DMN_JS, "who_agrees", amount=60000, kind="goods") == ["manager", "controller"]
    assert decided(DMN_JS, "who_agrees", amount=60000, kind="travel") == ["manager"]
    assert decided(DMN_JS, "who_agrees", amount=1, kind="goods") == ["manager"]
    assert {"amount", "kind"} <= compile_decisions(DMN_JS, {}).decisions["who_agrees"].inputs


def test_a_file_that_imports_what_imports() -> None:
    people = definitions(
        '<itemDefinition name="tPerson"><itemComponent name="first name"><typeRef>string</typeRef></itemComponent>'
        "</itemDefinition>",
        input_data("who", "tPerson", name="The person"),
        decision(
            "greet", requires("who", kind="Input"), literal('"Hej " + The person.first name'), name="Greet the one"
        ),
        namespace="urn:people",
    )
    middle = definitions(
        f'<import name="people" namespace="urn:people" importType="{DMN}"/>',
        decision(
            "loud",
            '<informationRequirement><requiredDecision href="urn:people#greet"/></informationRequirement>',
            literal("upper case(people.Greet the one)"),
            name="Greet in a loud voice",
        ),
        namespace="urn:middle",
    )
    top = definitions(
        f'<import name="the middle" namespace="urn:middle" importType="{DMN}"/>',
        decision(
            "d",
            '<informationRequirement><requiredDecision href="urn:middle#loud"/></informationRequirement>',
            literal('the middle.Greet in a loud voice + "!"'),
        ),
    )
    model = compile_decisions(top, {}, [people, middle])
    assert model.decisions["d"].inputs == {"The person"}
    assert model.evaluate("d", {"The person": {"first name": "Bo"}}) == "HEJ BO!"
