#pragma once

#include "unit/payment/test_archives.hpp"

#include <string>
#include <vector>

#include <iconv.h>

namespace wattill::testing {

inline std::string gbkFromUtf8(std::string text) {
    iconv_t handle = iconv_open("GB18030", "UTF-8");
    std::string gbk(text.size() * 2 + 16, '\0');
    char* in = text.data();
    std::size_t left = text.size();
    char* out = gbk.data();
    std::size_t room = gbk.size();
    iconv(handle, &in, &left, &out, &room);
    iconv_close(handle);
    gbk.resize(gbk.size() - room);
    return gbk;
}

/// One line of a bill of Alipay: the columns that matter.
struct BillRow {
    std::string trade;
    std::string order;
    std::string kind;
    std::string doneAt;
    std::string terminal;
    std::string amount;
    std::string refund;
    std::string fee;
};

/// The two files of a bill in UTF-8, as facts 1.13 describe them; every cell ends with a tab.
struct BillFiles {
    std::string details;
    std::string summary;

    static BillFiles of(const std::vector<BillRow>& rows, const std::string& totals) {
        BillFiles files;
        files.details =
            "#支付宝业务明细查询\r\n"
            "#账号：[20880000000000010156]\r\n"
            "#起始日期：[2026年11月22日 00:00:00]   终止日期：[2026年11月23日 00:00:00]\r\n"
            "#-----------------------------------------业务明细列表------------------\r\n"
            "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,"
            "终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,"
            "支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
            "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\r\n";
        for (const BillRow& row : rows) {
            files.details += row.trade + "\t," + row.order + "\t," + row.kind +
                             ",电费充值\t,2026-11-22 10:29:00," + row.doneAt + ",\t,\t,\t," +
                             row.terminal + "\t,*明(te***@example.com)\t," + row.amount + "," +
                             row.amount + ",0.00,0.00,0.00,0.00,0.00,,0.00,0.00," + row.refund +
                             "\t," + row.fee + ",0.00,\t\r\n";
        }
        files.details +=
            "#-----------------------------------------业务明细列表结束--------------\r\n"
            "#导出时间：[2026年11月23日 09:00:00]\r\n";
        files.summary =
            "#支付宝业务汇总查询\r\n"
            "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,"
            "支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,"
            "实收净额（元）\r\n"
            "合计\t,\t," +
            totals + "\r\n#结束\r\n";
        return files;
    }
    [[nodiscard]] std::string zip() const {
        return zipped({{gbkFromUtf8("2088_20261122_业务明细.csv"), gbkFromUtf8(details)},
                       {gbkFromUtf8("2088_20261122_业务明细(汇总).csv"), gbkFromUtf8(summary)}});
    }
};

/// A day with two payments and two refunds.
inline BillFiles sampleBill() {
    return BillFiles::of({{"2026112222001", "K00120261122000001", "交易", "2026-11-22 10:30:00",
                           "K001", "100.00", "", "-0.60"},
                          {"2026112222002", "K00120261122000002", "交易", "2026-11-22 11:00:00",
                           "K002", "50.50", "", "-0.30"},
                          {"2026112222001", "K00120261122000001", "退款", "2026-11-22 12:00:00",
                           "K001", "-25.50", "R0000001", "0.15"},
                          {"2026112222001", "K00120261122000001", "退款", "2026-11-22 12:30:00",
                           "K001", "-1.00", "", "0.00"}},
                         "2,2,124.00,124.00,0.00,0.00,0.00,-0.75,0.00,123.25");
}

}  // namespace wattill::testing
