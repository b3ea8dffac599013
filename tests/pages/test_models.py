"""The Models page without a browser."""

import json

import pytest

from attention_core.explorer import Explorer
from tests.helpers.app import plots_on, words_on


class TestModels:
    def test_facts_of_every_model(self, open_app, home):
        app = open_app(page="pages/models.py")
        assert {s.value for s in app.subheader} == {"tiny-attention", "tiny-vanilla"}
        shown = {t.value for t in app.text}
        assert {info.digest for info in Explorer(models=home).models()} <= shown

    def test_samples_side_by_side(self, open_app, home):
        translations = {
            "tiny-attention": {"a bird": "चिड़िया", "a": "<b>"},
            "tiny-vanilla": {"a": "एक"},
        }
        for name, samples in translations.items():
            path = home / name / "card.json"
            rows = [{"source": s, "translation": t, "beam": 5} for s, t in samples.items()]
            path.write_text(json.dumps(json.loads(path.read_text()) | {"samples": rows}))
        (table,) = open_app(page="pages/models.py").table
        shown = table.value
        assert shown.index.tolist() == ["a bird", "a"]
        assert shown["words"].tolist() == ["2", "1"]
        assert shown["tiny-attention"].tolist() == ["चिड़िया", "<b>"]
        assert shown["tiny-vanilla"].tolist() == ["", "एक"]

    def test_curve_quality_and_licences(self, open_app, home):
        path = home / "tiny-attention" / "card.json"
        card = json.loads(path.read_text())
        row = {"minutes": 1, "train_loss": 3.0, "dev_chrf": 20.0}
        card |= {
            "training": {
                "hours": 1.5,
                "curve": [
                    {"update": 10, "dev_loss": 4.0, "dev_bleu": 1.0, **row},
                    {"update": 20, "dev_loss": 3.5, "dev_bleu": 2.0, **row},
                ],
            },
            "data": {
                "files": [{"file": "tatoeba.tsv", "pairs": 7, "weight": 4.0, "licence": "CC BY"}]
            },
            "test": [
                {"test": "t.tsv", "n": 9, "bleu": 11.5, "chrf": 30.5, "signatures": {"bleu": "S"}}
            ],
            "gold": [
                {
                    "gold": "g.tsv",
                    "n": 3,
                    "by_rule": [{"method": "argmax", "aer": 0.75, "precision": 0.2, "recall": 0.3}],
                    "posterior": [
                        {"method": "threshold 0.1", "aer": 0.9},
                        {"method": "argmax", "aer": 0.5, "precision": 0.4, "recall": 0.6},
                    ],
                    "occlusion": {"aer": 0.625, "precision": 0.1, "recall": 0.9},
                }
            ],
        }
        path.write_text(json.dumps(card))
        app = open_app(page="pages/models.py")
        aligned = next(f.value for f in app.dataframe if "AER" in f.value).set_index("AER")
        links_from = {0.75: "α", 0.5: "posterior", 0.625: "occlusion"}
        assert aligned["links made from"].to_dict() == links_from
        assert aligned.loc[0.5, "recall"] == 0.6
        assert aligned.loc[0.625, ["set", "sentences"]].tolist() == ["g.tsv", 3]
        loss, bleu = (json.loads(plot.proto.spec)["data"] for plot in plots_on(app))
        assert [list(line["y"]) for line in loss] == [[4.0, 3.5]]
        assert [list(line["y"]) for line in bleu] == [[1.0, 2.0]]
        tables = [frame.value for frame in app.dataframe]
        assert any("CC BY" in table.to_string() for table in tables)
        assert any("11.5" in table.to_string() for table in tables)
        assert any("S" in table.get("signatures", []).tolist() for table in tables[1:2])
        assert "everyday sentences from Tatoeba" in words_on(open_app())

    @pytest.mark.parametrize(
        ("budgets", "sentence"),
        [
            ([[0, 10], [10, 15], [1400, 2000]], "Training went on after 10 and 1,400 updates."),
            ([[0, 10], [7, 15]], "Training went on after 7 updates."),
            ([[0, 10], [10, 30], [18, 15]], "Training went on after 10 updates."),
            ([[0, 12000], [950, 3642], [2890, 3831]], ""),  # the rate hardly rises
            ([[0, 10], [8, 9]], ""),
            ([[0, 10]], ""),
            ([5, [], ["x", 1], None], ""),  # a person can have edited it
            ("twice", ""),
        ],
    )
    def test_where_a_curve_jumps_it_is_said_why(self, open_app, home, budgets, sentence):
        path = home / "tiny-attention" / "card.json"
        path.write_text(
            json.dumps(json.loads(path.read_text()) | {"training": {"budgets": budgets}})
        )
        words = words_on(open_app(page="pages/models.py"))
        assert sentence in words
        assert ("went on after" in words) == bool(sentence)

    @pytest.mark.parametrize("signatures", [None, "S", ["S"], {"bleu": 7}])
    def test_signatures_that_a_person_has_edited(self, open_app, home, signatures):
        path = home / "tiny-attention" / "card.json"
        row = {"test": "t.tsv", "n": 9, "bleu": 11.5, "chrf": 30.5, "signatures": signatures}
        path.write_text(json.dumps(json.loads(path.read_text()) | {"test": [row]}))
        app = open_app(page="pages/models.py")
        assert any("11.5" in frame.value.to_string() for frame in app.dataframe)

    def test_a_faulty_model_is_named(self, open_app, home):
        (home / "tiny-vanilla" / "card.json").write_text("{")
        assert "card.json: not JSON" in words_on(open_app(page="pages/models.py"))

    def test_no_model_at_all(self, open_app, tmp_path):
        app = open_app(models=tmp_path / "nowhere", page="pages/models.py")
        assert "There is no model folder" in words_on(app)
