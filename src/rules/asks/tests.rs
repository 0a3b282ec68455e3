//! What is an element, and what is none.

use std::collections::BTreeMap;

use crate::model::contract::{
    Arg, Common, Contract, Output, PathTemplate, Severity, TargetSpec, Validation, When,
};
use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::params::{ParamDecl, ParamType, ParamValue};
use crate::model::path::RepoPath;
use crate::model::workflow::{Executor, GateDef};
use crate::rules::asks::{BLOCKS, asks};

fn def() -> GateDef {
    GateDef {
        id: GateId::new("G2").unwrap(),
        name: String::new(),
        description: String::new(),
        agent: None,
        contract: RepoPath::new("contracts/G2.json").unwrap(),
        template: None,
        needs: vec![GateId::new("G1").unwrap()],
        executor: Executor::Human,
        max_attempts: None,
        timeout: None,
        producers: vec![],
        judges: vec![],
    }
}

fn output(path: &str) -> Output {
    Output {
        path: PathTemplate(path.to_owned()),
        description: String::new(),
        required: true,
        required_for: None,
        optional_for: vec![],
    }
}

fn contract() -> Contract {
    let least = BTreeMap::from([(Depth::Quick, 1), (Depth::Standard, 2)]);
    let check = Validation {
        check: "min_sources".to_owned(),
        target: TargetSpec::Path(PathTemplate("a.md".to_owned())),
        severity: Severity::Error,
        description: String::new(),
        common: Common::default(),
        args: BTreeMap::from([("thresholds".to_owned(), Arg::Thresholds(least))]),
        own: None,
    };
    Contract {
        gate: GateId::new("G2").unwrap(),
        name: String::new(),
        description: String::new(),
        blocking: true,
        all_of: vec![output("a.md")],
        any_of: vec![output("c.md"), output("b.md")],
        validations: vec![check],
        skills: vec![],
    }
}

type Change = dyn Fn(&mut GateDef, &mut Contract);

fn of(change: &Change) -> Vec<String> {
    let (mut def, mut contract) = (def(), contract());
    change(&mut def, &mut contract);
    asks((&[], &def), &contract, Depth::Standard, &BTreeMap::new()).into_iter().collect()
}

#[test]
fn outputs_checks_needs_and_that_it_blocks_are_elements() {
    let all = of(&|_, _| {});
    let expected =
        ["min_sources of a.md (thresholds: 2)", "needs: G1", "one of b.md, c.md", BLOCKS, "the output a.md"];
    assert_eq!(all, expected);
}

#[test]
fn what_makes_a_gate_easier_takes_an_element_away() {
    let easier: [&Change; 7] = [
        &|def, _| def.needs.clear(),
        &|_, contract| contract.blocking = false,
        &|_, contract| contract.any_of.push(output("d.md")),
        &|_, contract| contract.all_of[0].optional_for = vec![Depth::Standard],
        &|_, contract| contract.validations[0].severity = Severity::Warning,
        &|_, contract| contract.validations[0].common.mostly = Some(50),
        &|_, contract| {
            let when = When { depths: vec![Depth::Deep], ..When::default() };
            contract.validations[0].common.when = Some(when);
        },
    ];
    for (i, easier) in easier.iter().enumerate() {
        let now = of(*easier);
        let lost: Vec<String> = of(&|_, _| {}).into_iter().filter(|one| !now.contains(one)).collect();
        assert_eq!(lost.len(), 1, "{i}: {now:?}");
    }
}

#[test]
fn another_default_of_a_parameter_is_another_element() {
    let with = |default: bool| {
        let declared = ParamDecl {
            name: "strict".to_owned(),
            kind: ParamType::Boolean,
            description: String::new(),
            allowed: vec![],
            default: Some(ParamValue::Boolean(default)),
            required: false,
        };
        asks((&[declared], &def()), &contract(), Depth::Standard, &BTreeMap::new())
    };
    assert_eq!(with(true).difference(&with(false)).count(), 1);
    assert!(with(true).contains("the parameter strict (boolean, default true)"));
}

#[test]
fn words_names_and_what_holds_only_at_another_depth_are_no_elements() {
    let same = of(&|def, contract| {
        def.name = "Two".to_owned();
        contract.description = "x".to_owned();
        contract.any_of.reverse();
        contract.validations[0].description = "x".to_owned();
        contract.validations[0].common.id = Some("x".to_owned());
        contract.validations[0].common.when = Some(When { depths: vec![Depth::Standard], ..When::default() });
        if let Some(Arg::Thresholds(least)) = contract.validations[0].args.get_mut("thresholds") {
            least.insert(Depth::Quick, 9);
        }
    });
    assert_eq!(same, of(&|_, _| {}));
}
