package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose tasks run in the driver's process. */
class StreamTablesTest extends StreamTablesContract {

    @Override
    TestLake open(Path empty, List<Contract> contracts) {
        return TestLake.open(empty, contracts);
    }

    @Test
    void aRowRuleThatIsNoConditionIsRefusedAtTheStart() {
        Contract broken = contract("broken", "price +");
        Contract noCondition = contract("broken", "price + 1");

        assertThatThrownBy(() -> RowRules.read(broken, lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
        assertThatThrownBy(() -> RowRules.read(noCondition, lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("is of type decimal");
        assertThatThrownBy(() -> RowRules.read(broken, lake.spark)).hasMessageContaining("[PARSE_SYNTAX_ERROR]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(*) > 0",
                "price > avg(price)",
                "price > avg(price) OVER (ORDER BY price)",
                "rand() > 0",
                "price IN (SELECT 1)"
            })
    void aRowRuleThatIsNotAboutOneEventIsRefusedAtTheStart(String expression) {
        assertThatThrownBy(() -> RowRules.read(contract("broken", expression), lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
    }
}
