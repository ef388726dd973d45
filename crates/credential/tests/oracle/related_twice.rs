//! Blank nodes that are related twice in one way, by two statements of one graph: the step of Hash N-Degree Quads that
//! makes a list of them ([step 3.1.2](https://www.w3.org/TR/rdf-canon/#hash-nd-quads-algorithm)). `rdf-canonize` makes one
//! too; `oxrdf` 0.3.5 and `sophia_c14n` 0.10 make a set, so they are no oracles here. Objects of a presentation that look
//! alike are such nodes: their credential is a graph.

use credential::{
    rdf::{Dataset, Quad, Term},
    rdfc::canonicalize,
};

#[test]
fn they_make_a_list() {
    let mut dataset = Dataset::default();
    let predicate = dataset.iri("urn:p");
    let [a, b, c, d]: [Term; 4] = std::array::from_fn(|_| dataset.blank());
    for (subject, object, graph) in [(b, d, a), (c, a, b), (d, a, c)] {
        dataset.push(Quad {
            subject,
            predicate,
            object,
            graph,
        });
    }
    // By an implementation of the specification's text that was made for this vector alone.
    let expected = "_:c14n0 <urn:p> _:c14n1 _:c14n3 .\n\
                    _:c14n2 <urn:p> _:c14n0 _:c14n1 .\n\
                    _:c14n3 <urn:p> _:c14n1 _:c14n2 .\n";
    assert_eq!(canonicalize(&dataset).unwrap().nquads, expected);
}
